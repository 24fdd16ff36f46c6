#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_slices.h"
#include "base/result.h"
#include "bundle/bundle.h"
#include "dag/plan.h"
#include "dag/progress.h"
#include "spec/when.h"
#include "spec/workflow.h"

namespace tntc::worker {

// A workflow ready to run: the bundle's text read once, everything a run asks for looked up.
// Immutable; shared by all threads of a worker.
//
// A node with `forEach` is a loop. Its elements run in lanes: as many as may run at once, with
// indices behind those of the nodes, so that whatever there is by index, a realm or an attempt,
// each lane has of its own. What is asked of a lane here is answered for its node.
class Program {
 public:
  static Result<Program> make(bundle::Bundle bundle);

  const spec::Workflow& workflow() const { return workflow_; }
  const spec::Node& node(dag::NodeIndex i) const { return workflow_.nodes[node_of(i)]; }
  const std::string& name(dag::NodeIndex i) const { return plan_.name(node_of(i)); }
  const dag::Plan& plan() const { return plan_; }
  dag::Pace pace() const;
  const bundle::Module& module_of(dag::NodeIndex i) const {
    return bundle_.modules[bundle_.node_module[node_of(i)]];
  }
  const std::vector<bundle::Module>& modules() const { return bundle_.modules; }

  Milliseconds timeout(dag::NodeIndex i) const {
    return node(i).timeout.value_or(workflow_.config.timeout);
  }
  int retries(dag::NodeIndex i) const { return node(i).retries.value_or(workflow_.config.retries); }

  // Of nodes and lanes.
  std::size_t index_count() const { return plan_.size() + node_of_lane_.size(); }
  bool is_lane(dag::NodeIndex i) const { return i >= plan_.size(); }
  dag::NodeIndex node_of(dag::NodeIndex i) const {
    return is_lane(i) ? node_of_lane_[i - plan_.size()] : i;
  }
  bool is_loop(dag::NodeIndex i) const { return node(i).for_each.has_value(); }
  // Of a loop.
  dag::NodeIndex first_lane(dag::NodeIndex node) const { return loops_.at(node).first_lane; }
  dag::NodeIndex lane_count(dag::NodeIndex node) const {
    return static_cast<dag::NodeIndex>(workflow_.nodes[node].for_each->concurrency);
  }
  // Where its list is in its input.
  const std::vector<JsonStep>& list_path(dag::NodeIndex node) const { return loops_.at(node).path; }

  // It runs only when the run has failed because of a node that names it.
  bool is_handler(dag::NodeIndex i) const { return is_handler_[i]; }
  // What runs when the node has failed.
  std::optional<dag::NodeIndex> handler_of(dag::NodeIndex i) const { return handler_of_[i]; }

  // Does the node's `when` hold for this input (JSON text, "" = undefined)? True without one.
  bool wanted(dag::NodeIndex i, std::string_view input) const;

 private:
  struct Loop {
    dag::NodeIndex first_lane = 0;
    std::vector<JsonStep> path;
  };

  Program(bundle::Bundle bundle, spec::Workflow workflow, dag::Plan plan);
  Result<void> add_loop(dag::NodeIndex node);

  bundle::Bundle bundle_;
  spec::Workflow workflow_;
  dag::Plan plan_;
  std::vector<std::optional<spec::When>> when_;  // by node; empty when no node has one
  std::map<dag::NodeIndex, Loop> loops_;
  std::vector<dag::NodeIndex> node_of_lane_;
  std::vector<std::optional<dag::NodeIndex>> handler_of_;  // by node
  std::vector<bool> is_handler_;                           // by node
};

}  // namespace tntc::worker
