#include "worker/program.h"

#include <boost/json.hpp>
#include <utility>

#include "spec/handlers.h"

namespace tntc::worker {
namespace {

Result<dag::Plan> plan_of(const spec::Workflow& workflow) {
  std::vector<std::string> names;
  names.reserve(workflow.nodes.size());
  for (const spec::Node& node : workflow.nodes) names.push_back(node.name);
  std::vector<std::pair<dag::NodeIndex, dag::NodeIndex>> edges;
  edges.reserve(workflow.edges.size());
  for (const spec::Edge& edge : workflow.edges) edges.emplace_back(edge.from, edge.to);
  return dag::Plan::make(std::move(names), edges);
}

}  // namespace

Program::Program(bundle::Bundle bundle, spec::Workflow workflow, dag::Plan plan)
    : bundle_(std::move(bundle)),
      workflow_(std::move(workflow)),
      plan_(std::move(plan)),
      handler_of_(spec::handler_of_each(workflow_)),
      is_handler_(spec::handlers(workflow_)) {}

Result<Program> Program::make(bundle::Bundle bundle) {
  spec::Parsed parsed = spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml");
  if (!parsed.workflow) {
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
      if (diagnostic.severity == Severity::error) {
        return fail_at(ErrorKind::invalid, where(diagnostic), diagnostic.message, diagnostic.hint);
      }
    }
    return fail(ErrorKind::invalid, "the bundle's workflow.yaml is not valid");
  }
  if (bundle.node_module.size() != parsed.workflow->nodes.size()) {
    return fail(ErrorKind::invalid, "the bundle does not hold one module for each node",
                "compile the workflow again");
  }
  TNTC_TRY(dag::Plan plan, plan_of(*parsed.workflow));
  Program program(std::move(bundle), std::move(*parsed.workflow), std::move(plan));
  for (dag::NodeIndex i = 0; i < program.plan_.size(); ++i) {
    if (program.is_loop(i)) TNTC_CHECK(program.add_loop(i));
    if (program.node(i).when.empty()) continue;
    TNTC_TRY(spec::When when, spec::When::parse(program.node(i).when));
    program.when_.resize(program.plan_.size());
    program.when_[i] = std::move(when);
  }
  return program;
}

Result<void> Program::add_loop(dag::NodeIndex node) {
  TNTC_TRY(const spec::InputPath path,
           spec::InputPath::parse(workflow_.nodes[node].for_each->path));
  loops_[node] = {static_cast<dag::NodeIndex>(index_count()), path.steps()};
  node_of_lane_.insert(node_of_lane_.end(), lane_count(node), node);
  return {};
}

dag::Pace Program::pace() const {
  return workflow_.config.schedule == spec::Schedule::stages ? dag::Pace::stages : dag::Pace::eager;
}

bool Program::wanted(dag::NodeIndex i, std::string_view input) const {
  if (when_.empty() || !when_[i]) return true;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(input.empty() ? "null" : input, error);
  return when_[i]->holds(error ? boost::json::value() : value);
}

}  // namespace tntc::worker
