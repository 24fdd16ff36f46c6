#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace tntc::cli::explain {

struct Options {
  std::string id;  // or its beginning
  std::string directory = ".";
  std::optional<std::string> state;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::explain
