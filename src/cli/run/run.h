#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "cli/command.h"

namespace tntc::cli::run {

struct Options {
  std::string workflow;  // a directory, written with a slash or a leading dot
  std::optional<std::string> input;
  std::optional<std::string> node;
  std::optional<Milliseconds> timeout;
  std::optional<std::string> secrets;
  std::vector<std::string> events;  // NAME or NAME=JSON, in order
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

// Whether `workflow` names a directory; a bare name is that of a deployed workflow.
bool names_directory(const std::string& workflow);
// `not_found` for a bare name: there are no deployed workflows in this version.
Result<void> check_is_directory(const World& world, const std::string& workflow);

}  // namespace tntc::cli::run
