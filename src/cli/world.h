#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ui/environment.h"
#include "ui/terminal.h"

namespace tntc::cli {

// The surroundings of one invocation: all that a command knows of its process.
struct World {
  ui::Environment environment;
  std::string directory;          // the working directory, absolute
  std::string program_directory;  // where this program's file stands, symlinks resolved
  ui::StreamFacts out_facts, err_facts;
  std::function<void(std::string_view)> out, err;   // each call is one write
  std::function<Result<std::string>()> read_input;  // the whole standard input
};

// `path` as the user wrote it, made absolute.
inline std::string absolute(const World& world, const std::string& path) {
  if (path.starts_with('/')) return path;
  return path.empty() || path == "." ? world.directory : world.directory + '/' + path;
}

}  // namespace tntc::cli
