#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::bundle {

// An import statement that was not dropped as a type.
struct Import {
  std::string path;       // of the imported Input; the specifier itself when it was left alone
  std::string specifier;  // as written
  bool is_external = false;
};

struct Input {
  std::string path;  // relative to the directory esbuild ran in
  bool is_module = false;
  std::vector<Import> imports;
};

// What esbuild says about the files that went into its outputs.
struct Metafile {
  std::vector<Input> inputs;        // by path; one file may stand there under several attributes
  std::set<std::string> externals;  // specifiers that are still imported by the outputs
};

Result<Metafile> parse_metafile(std::string_view text);

}  // namespace tntc::bundle
