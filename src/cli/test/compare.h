#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tntc::cli::test {

// One place where two JSON values differ. An empty text: nothing is there.
struct Difference {
  std::string path;  // "$.lines[2].title"
  std::string expected, got;

  bool operator==(const Difference&) const = default;
};

// Where `got` differs from `expected`, both JSON text, in the order of `expected`. Objects are
// equal when they have equal values under the same names, in any order; arrays item by item;
// numbers by value (1 is 1.0 is 1e0), as a double has it; nothing else is equal to something of
// another kind: 0 is not "0", null is not missing.
std::vector<Difference> differences(std::string_view expected, std::string_view got);

// What a person reads, a few lines for each; `limit` is the most that are shown.
std::string to_text(const std::vector<Difference>& differences, std::size_t limit = 10);

}  // namespace tntc::cli::test
