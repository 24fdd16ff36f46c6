#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "cli/test/mock_section.h"

namespace tntc::cli::test {

// `expectedError`: part of a message, or a /regular expression/ (ECMAScript; /…/i: any case).
struct ExpectedError {
  std::string written;
  std::string text;
  bool is_regex = false;
  bool any_case = false;
};

struct Case {
  std::string name;                     // "" when the file is one case
  std::size_t index = 0;                // in the file
  std::size_t line = 1;                 // where it stands
  std::string input = "{}";             // JSON text
  std::optional<std::string> expected;  // JSON text
  std::optional<ExpectedError> expected_error;
  bool has_mocks = false;  // a `fetch` key, maybe an empty one
  std::vector<MockCheck> checks;
  std::string test;  // what stands in for the world (docs/test-text.md)
};

// Where the cases of a fixture are for: one node, or all of a workflow.
enum class FixtureScope { node, workflow };

struct FixtureRules {
  FixtureScope scope = FixtureScope::node;
  std::string config = "{}";  // of the workflow; a case of the workflow sees it too
  std::optional<std::int64_t> run_timeout_ms;
  bool live = false;
};

struct Fixture {
  std::vector<Case> cases;
  std::vector<Diagnostic> diagnostics;  // with any, there are no cases
};

// Reads a fixture (docs/testing.md). `file` is the name in diagnostics. Pure.
Fixture parse_fixture(std::string_view text, const std::string& file, const FixtureRules& rules);

// A case that is nothing but `input`: what `--pipeline` runs when there is no fixture.
Case plain_case(const FixtureRules& rules);

// Whether an error's message is the expected one. Never fails: the pattern was checked.
bool is_expected(const ExpectedError& expected, const std::string& message);

}  // namespace tntc::cli::test
