#include "dag/plan.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

namespace tntc::dag {
namespace {

// Long cycles are shown by their beginning: nobody reads more names than these.
constexpr std::size_t kNamesShown = 20;

enum class Side { from, to };

NodeIndex end_of(const NodePair& edge, Side side) {
  return side == Side::from ? edge.first : edge.second;
}

// Groups edges by the node at `group`, keeping their order inside a group. `at` receives the
// boundaries, the result the nodes at the other end.
std::vector<NodeIndex> group_by(std::span<const NodePair> edges, Side group, std::size_t nodes,
                                std::vector<std::uint32_t>& at) {
  at.assign(nodes + 1, 0);
  for (const NodePair& edge : edges) ++at[end_of(edge, group) + 1];
  std::partial_sum(at.begin(), at.end(), at.begin());
  std::vector<std::uint32_t> next(at.begin(), at.end() - 1);
  std::vector<NodeIndex> grouped(edges.size());
  const Side other = group == Side::from ? Side::to : Side::from;
  for (const NodePair& edge : edges) grouped[next[end_of(edge, group)]++] = end_of(edge, other);
  return grouped;
}

// Each node's place among all names in code-unit order, so that sorting compares integers.
std::vector<std::uint32_t> alphabetical_ranks(const std::vector<std::string>& names) {
  std::vector<NodeIndex> sorted(names.size());
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::sort(sorted.begin(), sorted.end(),
            [&](NodeIndex a, NodeIndex b) { return names[a] < names[b]; });
  std::vector<std::uint32_t> ranks(names.size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) ranks[sorted[i]] = i;
  return ranks;
}

}  // namespace

Result<Plan> Plan::make(std::vector<std::string> names, std::span<const NodePair> edges) {
  Plan plan;
  plan.names_ = std::move(names);
  TNTC_CHECK(plan.connect(edges));
  TNTC_CHECK(plan.sort());
  plan.divide_into_stages();
  return plan;
}

std::span<const NodeIndex> Plan::inputs_of(NodeIndex node) const {
  return std::span(inputs_).subspan(input_at_[node], input_at_[node + 1] - input_at_[node]);
}

std::span<const NodeIndex> Plan::dependents_of(NodeIndex node) const {
  return std::span(dependents_)
      .subspan(dependent_at_[node], dependent_at_[node + 1] - dependent_at_[node]);
}

Result<void> Plan::connect(std::span<const NodePair> edges) {
  const std::size_t nodes = size();
  for (const auto& [from, to] : edges) {
    if (from >= nodes || to >= nodes) {
      return fail(ErrorKind::invalid, "an edge names node number " +
                                          std::to_string(std::max(from, to)) + " of " +
                                          std::to_string(nodes));
    }
    if (from == to) return fail(ErrorKind::invalid, "node `" + names_[from] + "` waits for itself");
  }
  inputs_ = group_by(edges, Side::to, nodes, input_at_);
  dependents_ = group_by(edges, Side::from, nodes, dependent_at_);

  // seen_by[x] is the last node found to have x as an input.
  constexpr NodeIndex kNobody = ~NodeIndex{0};
  std::vector<NodeIndex> seen_by(nodes, kNobody);
  for (NodeIndex node = 0; node < nodes; ++node) {
    for (const NodeIndex input : inputs_of(node)) {
      if (seen_by[input] == node) {
        return fail(ErrorKind::invalid,
                    "the edge `" + names_[input] + " → " + names_[node] + "` is given twice");
      }
      seen_by[input] = node;
    }
  }
  return {};
}

// Kahn's algorithm, always taking the alphabetically first node that is free.
Result<void> Plan::sort() {
  const std::vector<std::uint32_t> alphabetical = alphabetical_ranks(names_);
  const auto later = [&](NodeIndex a, NodeIndex b) { return alphabetical[a] > alphabetical[b]; };
  std::priority_queue<NodeIndex, std::vector<NodeIndex>, decltype(later)> free(later);
  std::vector<std::uint32_t> waiting_for(size());
  for (NodeIndex node = 0; node < size(); ++node) {
    waiting_for[node] = static_cast<std::uint32_t>(inputs_of(node).size());
    if (waiting_for[node] == 0) free.push(node);
  }

  order_.reserve(size());
  rank_of_.assign(size(), 0);
  while (!free.empty()) {
    const NodeIndex node = free.top();
    free.pop();
    rank_of_[node] = static_cast<std::uint32_t>(order_.size());
    order_.push_back(node);
    for (const NodeIndex dependent : dependents_of(node)) {
      if (--waiting_for[dependent] == 0) free.push(dependent);
    }
  }
  if (order_.size() != size()) return tl::unexpected(cycle_among(waiting_for));

  // Dependents in plan order: what one node sets free is then ready in the right order.
  std::vector<std::uint32_t> next(dependent_at_.begin(), dependent_at_.end() - 1);
  for (const NodeIndex node : order_) {
    for (const NodeIndex input : inputs_of(node)) dependents_[next[input]++] = node;
  }
  return {};
}

void Plan::divide_into_stages() {
  stage_of_.assign(size(), 0);
  for (const NodeIndex node : order_) {
    for (const NodeIndex input : inputs_of(node)) {
      stage_of_[node] = std::max(stage_of_[node], stage_of_[input] + 1);
    }
    if (stage_of_[node] >= stages_.size()) stages_.resize(stage_of_[node] + 1);
    stages_[stage_of_[node]].push_back(node);
  }
}

// Every node still waiting has an input that still waits, so walking backwards must meet a node
// again; what lies between the two meetings is a cycle.
Error Plan::cycle_among(const std::vector<std::uint32_t>& waiting_for) const {
  const auto is_stuck = [&](NodeIndex node) { return waiting_for[node] > 0; };
  NodeIndex node = 0;
  while (!is_stuck(node)) ++node;
  std::vector<NodeIndex> path;
  std::vector<bool> visited(size(), false);
  while (!visited[node]) {
    visited[node] = true;
    path.push_back(node);
    const auto inputs = inputs_of(node);
    node = *std::find_if(inputs.begin(), inputs.end(), is_stuck);
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), node));

  std::string text = "cycle: " + names_[node];
  const std::size_t shown = std::min(path.size() - 1, kNamesShown);
  for (std::size_t i = 1; i <= shown; ++i) text += " → " + names_[path[path.size() - i]];
  if (shown + 1 < path.size()) text += " → …";
  text += " → " + names_[node];
  return Error{ErrorKind::invalid, std::move(text), {}, "remove one of these edges"};
}

}  // namespace tntc::dag
