#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/esbuild_log.h"
#include "bundle/metafile.h"

namespace tntc::bundle {

struct Output {
  std::string code;        // without the wrapper
  std::string source_map;  // `sources` relative to the workflow directory
};

// What one run of esbuild over all node files gave.
struct Compilation {
  std::string compiler;              // "esbuild 0.28.2"
  std::vector<LogMessage> messages;  // paths as in the metafile
  // Only when no message is an error:
  Metafile metafile;
  std::vector<Output> outputs;  // in the order of the node files
};

// The files we put around the node files. They lie outside the workflow directory; in messages and
// in the metafile they bear these names.
inline constexpr std::string_view kEntryPrefix = "tntc-internal:entry/";
inline constexpr std::string_view kTypesModule = "tntc-internal:tentacular";

// The node file an entry file stands for, if `path` is one.
std::optional<std::size_t> entry_index(std::string_view path);

// Compiles `nodes` (relative to `root`, a real path) with one process of the binary `esbuild`.
// `unavailable` when that cannot be run.
Result<Compilation> run_esbuild(const std::string& esbuild, const std::string& root,
                                const std::vector<std::string>& nodes);

}  // namespace tntc::bundle
