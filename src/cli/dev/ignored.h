#pragma once

#include <string_view>

namespace tntc::cli::dev {

// Whether a change to a file or directory of this name can mean nothing to a workflow: version
// control, installed packages, our own directory, and what editors leave beside the file they save.
bool is_ignored(std::string_view name);

}  // namespace tntc::cli::dev
