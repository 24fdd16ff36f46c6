#pragma once

#include "cli/command.h"

namespace tntc::cli::version {

struct Options {};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::version
