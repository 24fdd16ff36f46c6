#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dag/plan.h"

namespace tntc::ui {

// A Plan cut into layers so that every line leads from one layer to the next: an edge over several
// layers gets a vertex without a node in each layer it passes, one chain per source.
struct Layering {
  struct Vertex {
    std::optional<dag::NodeIndex> node;
    std::uint32_t layer = 0;
    std::vector<std::uint32_t> up, down;  // vertices of the neighbouring layers
  };
  std::vector<Vertex> vertices;
  std::vector<std::vector<std::uint32_t>> layers;  // from left to right
};

Layering make_layering(const dag::Plan& plan);

// Orders each layer so that few lines cross (barycentre sweeps; the best order seen wins).
void reduce_crossings(Layering& layering);

}  // namespace tntc::ui
