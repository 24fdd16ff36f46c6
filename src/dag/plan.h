#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tntc::dag {

using NodeIndex = std::uint32_t;
using NodePair = std::pair<NodeIndex, NodeIndex>;  // (from, to)

// The shape of a workflow: what each node waits for, and the stages people are shown.
class Plan {
 public:
  // `edges` are (from, to) in the order of the file; fails with `invalid` on an index out of range,
  // a self-loop, a duplicate edge or a cycle.
  static Result<Plan> make(std::vector<std::string> names, std::span<const NodePair> edges);

  std::size_t size() const { return names_.size(); }
  const std::string& name(NodeIndex node) const { return names_[node]; }
  // In the order of the edges: the keys of a fan-in input.
  std::span<const NodeIndex> inputs_of(NodeIndex node) const;
  // In plan order.
  std::span<const NodeIndex> dependents_of(NodeIndex node) const;

  // The lexicographically smallest topological order, and stage = 1 + the latest stage of the
  // inputs; nodes stand in their stage in that order (compat 1.8).
  const std::vector<NodeIndex>& order() const { return order_; }
  const std::vector<std::vector<NodeIndex>>& stages() const { return stages_; }
  std::uint32_t stage_of(NodeIndex node) const { return stage_of_[node]; }
  // The place of a node in order().
  std::uint32_t rank_of(NodeIndex node) const { return rank_of_[node]; }

 private:
  Plan() = default;

  Result<void> connect(std::span<const NodePair> edges);
  Result<void> sort();
  void divide_into_stages();
  Error cycle_among(const std::vector<std::uint32_t>& waiting_for) const;

  std::vector<std::string> names_;
  std::vector<NodeIndex> order_;
  std::vector<std::vector<NodeIndex>> stages_;
  std::vector<std::uint32_t> stage_of_;
  std::vector<std::uint32_t> rank_of_;
  // Compressed adjacency: the inputs of node i are inputs_[input_at_[i] .. input_at_[i + 1]).
  std::vector<NodeIndex> inputs_, dependents_;
  std::vector<std::uint32_t> input_at_, dependent_at_;
};

}  // namespace tntc::dag
