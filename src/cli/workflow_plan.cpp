#include "cli/workflow_plan.h"

namespace tntc::cli {

Result<dag::Plan> plan_of(const spec::Workflow& workflow) {
  std::vector<std::string> names;
  std::vector<std::pair<dag::NodeIndex, dag::NodeIndex>> edges;
  for (const spec::Node& node : workflow.nodes) names.push_back(node.name);
  for (const spec::Edge& edge : workflow.edges) edges.emplace_back(edge.from, edge.to);
  return dag::Plan::make(std::move(names), edges);
}

}  // namespace tntc::cli
