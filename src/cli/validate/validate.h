#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::validate {

struct Options {
  std::string directory = ".";
  bool strict = false;  // warnings make it invalid too
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::validate
