#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "bundle/esbuild.h"
#include "bundle/user_files.h"

namespace tntc::bundle {

// What is said about an import that cannot be followed, without its place.
Diagnostic refuse_import(const std::string& specifier);

// The node file exports no default. `nodes` are its names.
Diagnostic missing_default(UserFiles& files, const std::string& path);

// What esbuild took without complaint and a bundle must not hold: files outside the directory,
// secrets files, packages, addresses left for the runtime, node files that are not modules.
std::vector<Diagnostic> refuse_inputs(const Metafile& metafile,
                                      const std::vector<std::string>& nodes,
                                      const std::string& root, UserFiles& files);

}  // namespace tntc::bundle
