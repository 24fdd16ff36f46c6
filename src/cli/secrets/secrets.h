#pragma once

#include <optional>
#include <string>

#include "cli/command.h"

namespace tntc::cli::secrets {

struct Options {
  std::string action;  // check or init
  std::string directory = ".";
  std::optional<std::string> secrets;  // check: --secrets
  bool force = false;                  // init: --force
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

// The two things it does.
Report check(const Options& options, Session& session);
Report init(const Options& options, Session& session);

}  // namespace tntc::cli::secrets
