#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"
#include "dag/plan.h"
#include "dag/progress.h"
#include "spec/when.h"
#include "spec/workflow.h"

namespace tntc::worker {

// A workflow ready to run: the bundle's text read once, everything a run asks for looked up.
// Immutable; shared by all threads of a worker.
class Program {
 public:
  static Result<Program> make(bundle::Bundle bundle);

  const spec::Workflow& workflow() const { return workflow_; }
  const spec::Node& node(dag::NodeIndex i) const { return workflow_.nodes[i]; }
  const dag::Plan& plan() const { return plan_; }
  dag::Pace pace() const;
  const bundle::Module& module_of(dag::NodeIndex i) const {
    return bundle_.modules[bundle_.node_module[i]];
  }
  const std::vector<bundle::Module>& modules() const { return bundle_.modules; }

  Milliseconds timeout(dag::NodeIndex i) const {
    return node(i).timeout.value_or(workflow_.config.timeout);
  }
  int retries(dag::NodeIndex i) const { return node(i).retries.value_or(workflow_.config.retries); }

  // It runs only when the run has failed because of a node that names it.
  bool is_handler(dag::NodeIndex i) const { return is_handler_[i]; }
  // What runs when the node has failed.
  std::optional<dag::NodeIndex> handler_of(dag::NodeIndex i) const { return handler_of_[i]; }

  // Does the node's `when` hold for this input (JSON text, "" = undefined)? True without one.
  bool wanted(dag::NodeIndex i, std::string_view input) const;

 private:
  Program(bundle::Bundle bundle, spec::Workflow workflow, dag::Plan plan);

  bundle::Bundle bundle_;
  spec::Workflow workflow_;
  dag::Plan plan_;
  std::vector<std::optional<spec::When>> when_;            // by node; empty when no node has one
  std::vector<std::optional<dag::NodeIndex>> handler_of_;  // by node
  std::vector<bool> is_handler_;                           // by node
};

}  // namespace tntc::worker
