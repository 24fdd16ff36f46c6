#pragma once

#include <cstdint>
#include <vector>

#include "dag/plan.h"

namespace tntc::dag {

enum class Pace { eager, stages };

enum class NodeState : std::uint8_t { waiting, started, finished, failed, skipped };

// One run's way through a Plan: says what may start now, is told what became of it. Fail-fast:
// after the first failure nothing new is ready; what has started may finish and its output is kept.
// Under `stages` a stage becomes ready only when every node of the stages before it has ended well.
// Costs O(nodes + edges) over a whole run, and a fixed number of allocations.
class Progress {
 public:
  // `plan` outlives the Progress.
  Progress(const Plan& plan, Pace pace);

  // Replaces `out` by the nodes that may start and were not handed out before, in plan order. The
  // caller must then report each with exactly one of finished, failed, skipped. Give the same
  // vector every time: its storage is used again.
  void take_ready(std::vector<NodeIndex>& out);

  void finished(NodeIndex node);
  void failed(NodeIndex node);
  // `when` was false. Dependents whose every input was skipped are skipped too; a dependent with at
  // least one input that is not skipped still runs, without the skipped ones.
  void skipped(NodeIndex node);
  // Nothing new starts; what has started may still be reported.
  void stop();

  NodeState state_of(NodeIndex node) const { return states_[node]; }
  // Nothing is ready and nothing is started: the run has ended.
  bool done() const { return running_ == 0 && ready_.empty(); }
  bool any_failed() const { return failed_ > 0; }

 private:
  bool halted() const { return stopped_ || failed_ > 0; }
  void end_started(NodeIndex node, NodeState state);
  void release_dependents(NodeIndex node);
  void became_free(NodeIndex node);
  void skip_what_follows();
  void ended_in_stage(NodeIndex node);
  void open_next_stages();
  bool only_skipped_inputs(NodeIndex node) const;

  const Plan& plan_;
  Pace pace_;
  bool stopped_ = false;
  std::vector<NodeState> states_;
  std::vector<std::uint32_t> waiting_for_;  // inputs not yet ended
  std::vector<NodeIndex> ready_;
  std::vector<NodeIndex> skipping_;  // skipped, dependents not yet told
  std::uint32_t left_in_stage_ = 0;  // of stage_, only under Pace::stages
  std::uint32_t stage_ = 0;
  std::uint32_t running_ = 0;
  std::uint32_t failed_ = 0;
};

}  // namespace tntc::dag
