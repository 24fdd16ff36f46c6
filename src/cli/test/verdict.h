#pragma once

#include <optional>
#include <string>

#include "cli/test/fixture.h"
#include "triggers/run_port.h"

namespace tntc::cli::test {

// One case of one fixture, to be run.
struct Job {
  std::string title;  // "hello: hello.json > case 2"
  std::string node;   // "": the whole workflow
  std::string file;   // "hello.json"; "" when there is none
  Case what;
};

struct Verdict {
  bool passed = false;
  std::string why;  // some lines, without a newline at the end
  // What `expected` would have to be for the output to be right, JSON text; nothing when no
  // `expected` would do.
  std::optional<std::string> would_be;
};

// Whether a run came to what its case expects. Pure.
Verdict judge(const Job& job, const triggers::RunOutcome& outcome);

}  // namespace tntc::cli::test
