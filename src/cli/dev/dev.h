#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command.h"

namespace tntc::cli::dev {

struct Options {
  std::string directory = ".";
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  bool no_cron = false;
  bool open = false;
  std::optional<std::string> secrets;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::dev
