#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "config/config_file.h"
#include "io/files.h"

namespace tntc::config {

// Where the files of one invocation are, whether they exist or not.
struct Places {
  std::string user;     // empty when there is no home directory
  std::string project;  // that of the nearest directory that has one, else where it would be made
};

// `start` is an absolute directory: that of the workflow. The search for the project goes up from
// it, to the directory that holds .git, the one below `home`, or the root, and takes the first
// .tentacular/config.yaml; the user's own file is never that of a project. One that does not exist
// yet belongs beside .git, or into `start` where there is no repository.
Result<Places> find_places(const std::string& home, const std::string& start);

struct Loaded {
  Places places;
  std::optional<ConfigFile> user, project;  // nothing when the file does not exist
  std::vector<Diagnostic> diagnostics;      // of both
};

// Reads both files. What is wrong in them is data; that one cannot be read is an error.
Result<Loaded> load(const std::string& home, const std::string& start);

// Changes a file in one step, or makes it and its directory. A symlink is followed, so that what
// keeps the file elsewhere keeps it.
Result<void> write_config(const std::string& path, const std::string& text, io::Readers readers);

// The whole text, empty when there is no such file.
Result<std::string> read_config(const std::string& path);

}  // namespace tntc::config
