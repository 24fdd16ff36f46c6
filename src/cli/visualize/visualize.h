#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::visualize {

enum class Picture { mermaid, terminal, json };

struct Options {
  std::string directory = ".";
  Picture picture = Picture::mermaid;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::visualize
