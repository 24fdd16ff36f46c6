#pragma once

#include <string>

#include "cli/command.h"

namespace tntc::cli::bundle {

struct Options {
  std::string directory = ".";
  std::string file;  // empty: .tentacular/bundle.json in the directory
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::bundle
