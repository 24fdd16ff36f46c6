#include "ui/layering.h"

#include <algorithm>
#include <numeric>

namespace tntc::ui {
namespace {

using Vertex = Layering::Vertex;
using Order = std::vector<std::vector<std::uint32_t>>;

constexpr int kSweeps = 8;  // graphs people draw settle after two or three

void connect(Layering& layering, std::uint32_t from, std::uint32_t to) {
  layering.vertices[from].down.push_back(to);
  layering.vertices[to].up.push_back(from);
}

std::uint32_t add_vertex(Layering& layering, Vertex vertex) {
  const auto index = static_cast<std::uint32_t>(layering.vertices.size());
  layering.layers[vertex.layer].push_back(index);
  layering.vertices.push_back(std::move(vertex));
  return index;
}

// Leads the lines of one node to its dependents, through as few passing vertices as there are
// layers between.
void connect_dependents(Layering& layering, const dag::Plan& plan, dag::NodeIndex node,
                        const std::vector<std::uint32_t>& vertex_of) {
  std::vector<dag::NodeIndex> targets(plan.dependents_of(node).begin(),
                                      plan.dependents_of(node).end());
  std::stable_sort(targets.begin(), targets.end(), [&](dag::NodeIndex a, dag::NodeIndex b) {
    return plan.stage_of(a) < plan.stage_of(b);
  });
  std::uint32_t at = vertex_of[node];
  for (const dag::NodeIndex target : targets) {
    while (layering.vertices[at].layer + 1 < plan.stage_of(target)) {
      const std::uint32_t layer = layering.vertices[at].layer + 1;
      const std::uint32_t pass = add_vertex(layering, {.layer = layer});
      connect(layering, at, pass);
      at = pass;
    }
    connect(layering, at, vertex_of[target]);
  }
}

std::vector<std::uint32_t> positions(const Layering& layering) {
  std::vector<std::uint32_t> position(layering.vertices.size());
  for (const auto& layer : layering.layers) {
    for (std::uint32_t i = 0; i < layer.size(); ++i) position[layer[i]] = i;
  }
  return position;
}

std::size_t count_crossings(const Layering& layering) {
  const auto position = positions(layering);
  std::size_t crossings = 0;
  for (const auto& layer : layering.layers) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> lines;
    for (const std::uint32_t v : layer) {
      for (const std::uint32_t w : layering.vertices[v].down) {
        lines.emplace_back(position[v], position[w]);
      }
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      for (std::size_t j = i + 1; j < lines.size(); ++j) {
        const auto& [a, b] = lines[i];
        const auto& [c, d] = lines[j];
        if ((a < c && b > d) || (a > c && b < d)) ++crossings;
      }
    }
  }
  return crossings;
}

// Puts each vertex at the mean of its neighbours above (or below); without any it stays.
void sweep(Layering& layering, std::uint32_t layer, bool downward) {
  const auto position = positions(layering);
  const auto wish = [&](std::uint32_t v) {
    const auto& near = downward ? layering.vertices[v].up : layering.vertices[v].down;
    if (near.empty()) return static_cast<double>(position[v]);
    double sum = 0;
    for (const std::uint32_t w : near) sum += position[w];
    return sum / static_cast<double>(near.size());
  };
  std::stable_sort(layering.layers[layer].begin(), layering.layers[layer].end(),
                   [&](std::uint32_t a, std::uint32_t b) { return wish(a) < wish(b); });
}

}  // namespace

Layering make_layering(const dag::Plan& plan) {
  Layering layering;
  layering.layers.resize(plan.stages().size());
  std::vector<std::uint32_t> vertex_of(plan.size());
  for (const auto& stage : plan.stages()) {
    for (const dag::NodeIndex node : stage) {
      vertex_of[node] = add_vertex(layering, {.node = node, .layer = plan.stage_of(node)});
    }
  }
  for (const dag::NodeIndex node : plan.order()) {
    connect_dependents(layering, plan, node, vertex_of);
  }
  return layering;
}

void reduce_crossings(Layering& layering) {
  Order best = layering.layers;
  std::size_t fewest = count_crossings(layering);
  for (int round = 0; round < kSweeps && fewest > 0; ++round) {
    const auto count = static_cast<std::uint32_t>(layering.layers.size());
    const bool downward = round % 2 == 0;
    for (std::uint32_t i = 1; i < count; ++i) {
      sweep(layering, downward ? i : count - 1 - i, downward);
    }
    const std::size_t crossings = count_crossings(layering);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layering.layers;
  }
  layering.layers = std::move(best);
}

}  // namespace tntc::ui
