#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "bundle/esbuild_log.h"
#include "bundle/user_files.h"

namespace tntc::bundle {

// What esbuild complained of, in the words of the workflow's author. `nodes` are the node files in
// the order of the entries.
std::vector<Diagnostic> diagnose(const std::vector<LogMessage>& messages,
                                 const std::vector<std::string>& nodes, UserFiles& files);

}  // namespace tntc::bundle
