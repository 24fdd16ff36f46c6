#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/duration.h"
#include "cli/command.h"

namespace tntc::cli::test {

struct Options {
  std::string target = ".";  // DIR, DIR/NODE or NODE
  std::optional<std::string> node;
  bool pipeline = false;
  std::optional<std::string> filter;
  bool live = false;
  bool watch = false;
  bool update = false;
  std::optional<Milliseconds> timeout;  // of one test, in real time
  std::size_t jobs = 0;                 // 0: one per core
  std::optional<std::string> record;    // the id of a run, or its beginning
  std::optional<std::string> state;     // where it is recorded
  bool force = false;                   // replaces fixtures
};

Command command();
flags::Syntax syntax(Options& options);
Report run(const Options& options, Session& session);

}  // namespace tntc::cli::test
