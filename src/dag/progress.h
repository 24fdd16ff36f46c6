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
class Progress {
 public:
  Progress(const Plan& plan, Pace pace);

  // Nodes that may start and were not handed out before, in plan order. The caller must then report
  // each with exactly one of finished, failed, skipped.
  std::vector<NodeIndex> take_ready();

  void finished(NodeIndex node);
  void failed(NodeIndex node);
  // `when` was false. Dependents whose every input was skipped are skipped too; a dependent with at
  // least one input that is not skipped still runs, without the skipped ones.
  void skipped(NodeIndex node);
  // Nothing new starts; what has started may still be reported.
  void stop();

  NodeState state_of(NodeIndex node) const { return states_[node]; }
  // Nothing is ready and nothing is started: the run has ended.
  bool done() const;
  bool any_failed() const { return failed_ > 0; }

 private:
  void settle(NodeIndex node, NodeState state);

  const Plan& plan_;
  Pace pace_;
  bool stopped_ = false;
  std::vector<NodeState> states_;
  std::vector<std::uint32_t> waiting_for_;  // inputs not yet ended
  std::vector<NodeIndex> ready_;
  std::vector<std::uint32_t> left_in_stage_;  // only under Pace::stages
  std::uint32_t stage_ = 0;
  std::uint32_t running_ = 0;
  std::uint32_t failed_ = 0;
};

}  // namespace tntc::dag
