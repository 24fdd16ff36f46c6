#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::init {

struct Options {
  std::string name;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::init
