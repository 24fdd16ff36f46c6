#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::help {

struct Options {
  std::string command;  // empty: the overview
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

// What `tntc`, `tntc --help` and `tntc help` show.
Report overview(const Session& session);

// How one command is used: usage, what it takes, examples.
Report manual(const Command& command, const Session& session);

}  // namespace tntc::cli::help
