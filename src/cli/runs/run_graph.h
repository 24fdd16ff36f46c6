#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/runs/place.h"
#include "dag/plan.h"
#include "spec/workflow.h"

namespace tntc::cli::runs {

// The graph that a run went through, and with it what each of its nodes was given.
class RunGraph {
 public:
  // From the bundle it was accepted for; when that is kept no more, from the present workflow.yaml;
  // without that, only the nodes that stand in its records.
  static RunGraph of(const engine::history::RunRecords& records,
                     const engine::history::RunStory& story, const Place& place);

  const dag::Plan& plan() const { return plan_; }
  // Null when only the records are left.
  const spec::Workflow* workflow() const { return workflow_ ? &*workflow_ : nullptr; }
  // Why it may not be the graph the run had; empty when it is.
  const std::string& doubt() const { return doubt_; }

  // JSON text, as the worker puts it together: `undefined` is the empty text. Fails when a node
  // before has no output, or none that is kept.
  Result<std::string> input_of(dag::NodeIndex node, const engine::history::RunRecords& records,
                               const engine::history::RunStory& story) const;
  // Of a node that runs once per element of a list.
  bool loops(dag::NodeIndex node) const {
    return workflow_ && workflow_->nodes[node].for_each.has_value();
  }
  bool is_handler(dag::NodeIndex node) const { return workflow_ && handlers_[node]; }

 private:
  explicit RunGraph(dag::Plan plan) : plan_(std::move(plan)) {}

  Result<std::string> failure_for(dag::NodeIndex handler,
                                  const engine::history::RunRecords& records,
                                  const engine::history::RunStory& story) const;

  std::optional<spec::Workflow> workflow_;
  std::vector<bool> handlers_;  // by node
  dag::Plan plan_;
  std::string doubt_;
};

// The end of a node of the run; null while it has none.
const engine::journal::NodeEnd* end_of(const engine::history::RunStory& story,
                                       const std::string& node);

}  // namespace tntc::cli::runs
