#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"

namespace tntc::io {

// A program to run. There is no shell: arguments reach the program byte for byte. It sees no
// environment variables but those named here.
struct Command {
  std::string program;                   // a path, seen from `directory`; PATH is not searched
  std::vector<std::string> arguments;    // without argv[0]
  std::vector<std::string> environment;  // "NAME=value"
  std::string directory;                 // its working directory; empty: ours
  std::string input;                     // its whole standard input
  std::size_t max_output = std::size_t{64} << 20;
  std::size_t max_error = std::size_t{1} << 20;
  Milliseconds deadline{30'000};
};

struct Finished {
  int exit_code = 0;  // 128 + signal when a signal ended it, as shells say it
  std::string output;
  std::string error;
  bool output_was_cut = false;  // it wrote more than max_output; the rest was thrown away
  bool error_was_cut = false;
};

// Runs it and waits. `unavailable` when it had not ended by its deadline: it is killed then, with
// the processes it started. Processes it leaves behind do not keep us waiting.
Result<Finished> run(const Command& command);

}  // namespace tntc::io
