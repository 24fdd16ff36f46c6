#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/duration.h"
#include "cli/command.h"
#include "cli/runs/place.h"

namespace tntc::cli::runs {

struct Options {
  std::string words[4];  // [show|cancel|retry|send ID [EVENT]] [DIR]
  std::optional<std::string> status;
  std::optional<Milliseconds> since;
  std::optional<std::size_t> limit;
  std::optional<std::string> before;
  std::optional<std::string> node;
  std::optional<std::string> from;
  std::optional<std::string> input;
  std::optional<std::string> state;
  std::optional<std::string> secrets;
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

// The things it does; `id` and `event` as the user wrote them.
Report list(const Options& options, Session& session, const Place& place);
Report show(const Options& options, Session& session, const Place& place, const std::string& id);
Report cancel(const Options& options, Session& session, const Place& place, const std::string& id);
Report retry(const Options& options, Session& session, const Place& place, const std::string& id);
Report send(const Options& options, Session& session, const Place& place, const std::string& id,
            const std::string& event);

}  // namespace tntc::cli::runs
