#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/test/fixture_keys.h"
#include "cli/test/json_tree.h"

namespace tntc::cli::test {

// What a request is to look like that was made to a mock; what is not there is not looked at.
struct CalledWith {
  std::string method;
  std::string url;  // `*` stands for any text
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> body;  // JSON text
};

// What is to be true of the calls of one mock after the node has ended.
struct MockCheck {
  std::string name;  // "fetch[0]"
  std::optional<std::int64_t> times;
  std::vector<CalledWith> called_with;
  bool in_turn = false;  // called_with[i] is of the i-th call; else one for all
};

struct MockSection {
  std::string json = "[]";        // "mocks" of the test text
  std::vector<MockCheck> checks;  // by mock
};

// The value of "fetch" of a fixture, an array. What is wrong goes to `findings`.
MockSection parse_mock_section(const JsonNode& fetch, std::string_view text,
                               FixtureFindings& findings);

// `delay`, 0 when it is none.
std::int64_t parse_delay(const JsonNode& delay, FixtureFindings& findings);

}  // namespace tntc::cli::test
