#include "dag/progress.h"

#include <algorithm>

#include "base/assert.h"

namespace tntc::dag {

Progress::Progress(const Plan& plan, Pace pace)
    : plan_(plan),
      pace_(pace),
      states_(plan.size(), NodeState::waiting),
      waiting_for_(plan.size()) {
  for (NodeIndex node = 0; node < plan.size(); ++node) {
    waiting_for_[node] = static_cast<std::uint32_t>(plan.inputs_of(node).size());
  }
  if (plan.size() == 0) return;
  // The first stage is exactly the nodes without inputs, in plan order.
  ready_ = plan.stages().front();
  left_in_stage_ = static_cast<std::uint32_t>(ready_.size());
}

void Progress::take_ready(std::vector<NodeIndex>& out) {
  out.clear();
  out.swap(ready_);
  const auto by_rank = [&](NodeIndex a, NodeIndex b) {
    return plan_.rank_of(a) < plan_.rank_of(b);
  };
  // What one report or one stage sets free is in order already; only several reports between two
  // calls can mix.
  if (!std::is_sorted(out.begin(), out.end(), by_rank)) std::sort(out.begin(), out.end(), by_rank);
  for (const NodeIndex node : out) states_[node] = NodeState::started;
  running_ += static_cast<std::uint32_t>(out.size());
}

void Progress::finished(NodeIndex node) {
  end_started(node, NodeState::finished);
  release_dependents(node);
  ended_in_stage(node);
  skip_what_follows();
}

void Progress::failed(NodeIndex node) {
  end_started(node, NodeState::failed);
  ++failed_;
  ready_.clear();
}

void Progress::skipped(NodeIndex node) {
  end_started(node, NodeState::skipped);
  skipping_.push_back(node);
  ended_in_stage(node);
  skip_what_follows();
}

void Progress::stop() {
  stopped_ = true;
  ready_.clear();
}

void Progress::end_started(NodeIndex node, NodeState state) {
  TNTC_ASSERT(node < states_.size() && states_[node] == NodeState::started);
  states_[node] = state;
  --running_;
}

void Progress::release_dependents(NodeIndex node) {
  for (const NodeIndex dependent : plan_.dependents_of(node)) {
    if (--waiting_for_[dependent] == 0) became_free(dependent);
  }
}

// Under `stages` a node that is free waits for its stage to open.
void Progress::became_free(NodeIndex node) {
  if (halted()) return;
  if (only_skipped_inputs(node)) {
    states_[node] = NodeState::skipped;
    skipping_.push_back(node);
    return;
  }
  if (pace_ == Pace::eager) ready_.push_back(node);
}

// A loop, not a recursion: a skipped chain can be thousands of nodes long.
void Progress::skip_what_follows() {
  while (!skipping_.empty()) {
    const NodeIndex node = skipping_.back();
    skipping_.pop_back();
    release_dependents(node);
  }
  if (pace_ == Pace::stages) open_next_stages();
}

void Progress::ended_in_stage(NodeIndex node) {
  if (pace_ == Pace::stages && plan_.stage_of(node) == stage_) --left_in_stage_;
}

// Opens the next stage once this one has ended; a stage of which every node was skipped on the way
// is passed over.
void Progress::open_next_stages() {
  while (left_in_stage_ == 0 && !halted() && stage_ + 1 < plan_.stages().size()) {
    ++stage_;
    for (const NodeIndex node : plan_.stages()[stage_]) {
      if (states_[node] == NodeState::waiting) ready_.push_back(node);
    }
    left_in_stage_ = static_cast<std::uint32_t>(ready_.size());
  }
}

bool Progress::only_skipped_inputs(NodeIndex node) const {
  return std::ranges::all_of(plan_.inputs_of(node),
                             [&](NodeIndex input) { return states_[input] == NodeState::skipped; });
}

}  // namespace tntc::dag
