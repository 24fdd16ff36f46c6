#pragma once

#include <string>
#include <vector>

#include "cli/world.h"
#include "config/files.h"
#include "config/settings.h"

namespace tntc::cli {

// What the configuration came to for one workflow directory.
struct Configuration {
  config::Settings settings;
  config::Loaded files;
  std::vector<Diagnostic> warnings;
};

// Reads the files that count for `directory`, as the user wrote it, and decides what holds.
// `sources` brings the flags and what the workflow says; the rest is filled in here. A file that is
// not in order is an error with its place.
Result<Configuration> read_configuration(const World& world, const std::string& directory,
                                         config::Sources sources);

}  // namespace tntc::cli
