#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spec/workflow.h"

namespace tntc::spec {

struct Cycle {
  std::vector<std::uint32_t> nodes;  // in the direction of the edges; the last leads to the first
  std::size_t closing_edge = 0;      // index of the edge from the last to the first
};

// At least one cycle of every part of the graph that has any, a few at most. Self-loops are not
// looked at. O(nodes + edges).
std::vector<Cycle> find_cycles(std::size_t nodes, std::span<const Edge> edges);

}  // namespace tntc::spec
