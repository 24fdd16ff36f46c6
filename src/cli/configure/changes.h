#pragma once

#include <vector>

#include "cli/configure/configure.h"
#include "config/edit.h"

namespace tntc::cli::configure {

// What the flags ask to be changed, each value checked. Fails when a key is to be both set and
// taken away, or does not exist.
Result<std::vector<config::Change>> changes_of(const Options& options);

}  // namespace tntc::cli::configure
