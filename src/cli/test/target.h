#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/world.h"

namespace tntc::cli::test {

// What the argument of the command names.
struct Target {
  std::string directory;            // as the user would write it
  std::optional<std::string> node;  // its last part, when that is no directory
  std::string argument = {};        // what was written; empty when the node has a flag of its own
};

// "DIR", "DIR/NODE" or "NODE": what is not an existing directory ends with a node's name. Fails
// with `not_found`, and what the user may have meant, when there is no workflow where it points.
Result<Target> find_target(const World& world, const std::string& argument);

// `not_found`, with the nearest name, when the workflow has no such node.
Result<void> check_node(const Target& target, const std::vector<std::string>& nodes);

}  // namespace tntc::cli::test
