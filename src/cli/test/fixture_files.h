#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::cli::test {

// Below the workflow directory.
inline constexpr std::string_view kFixtures = "tests/fixtures";

struct FixtureFile {
  std::string name;   // "hello-by-name.json"
  std::string owner;  // the node it is for; "" for the whole workflow, or for nobody
  bool is_orphan = false;
};

// To which node a file belongs: the one with the longest name that the file's name begins with;
// else to the whole workflow when it begins with "pipeline". Pure.
FixtureFile owned(std::string name, const std::vector<std::string>& nodes);

// The fixtures of a workflow directory (absolute), sorted by name; none when it has no such
// directory.
Result<std::vector<FixtureFile>> find_fixtures(const std::string& directory,
                                               const std::vector<std::string>& nodes);

}  // namespace tntc::cli::test
