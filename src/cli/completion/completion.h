#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::completion {

enum class Shell { bash, zsh, fish };

struct Options {
  Shell shell = Shell::bash;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

// The script for one shell, made from the command table.
std::string script(Shell shell);

}  // namespace tntc::cli::completion
