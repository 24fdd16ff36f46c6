#pragma once

#include <string>
#include <vector>

#include "cli/report.h"
#include "cli/test/crowd.h"
#include "ui/terminal.h"

namespace tntc::cli::test {

// All that a round of tests came to.
struct Round {
  std::vector<TestResult> results;
  std::vector<std::string> untested;  // nodes without a case
  std::vector<std::string> warnings;  // not of a test
  std::vector<std::string> updated;   // fixtures that were written, as the user would open them
};

std::size_t failures(const Round& round);

// For standard output: a line for each test, what went wrong below it, and the sum.
std::string text_of(const Round& round, const ui::Terminal& terminal);
// For the envelope: {"passed":…,"failed":…,"untested":[…],"tests":[…],"updated":[…]}.
std::string json_of(const Round& round);

Report report_of(Round round, const ui::Terminal& terminal);

}  // namespace tntc::cli::test
