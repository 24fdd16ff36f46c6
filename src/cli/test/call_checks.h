#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/test/mock_section.h"

namespace tntc::cli::test {

// What is not true of the calls that a run made (RunOutcome::calls), a clause for each.
std::vector<std::string> failed_checks(const std::vector<MockCheck>& checks,
                                       std::string_view calls);

// The calls that no mock answered: "GET https://a.test/".
std::vector<std::string> unanswered(std::string_view calls);

}  // namespace tntc::cli::test
