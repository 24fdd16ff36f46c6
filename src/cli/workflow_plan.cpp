#include "cli/workflow_plan.h"

#include <fmt/format.h>

#include "spec/handlers.h"

namespace tntc::cli {

Result<dag::Plan> plan_of(const spec::Workflow& workflow) {
  std::vector<std::string> names;
  std::vector<std::pair<dag::NodeIndex, dag::NodeIndex>> edges;
  for (const spec::Node& node : workflow.nodes) names.push_back(node.name);
  for (const spec::Edge& edge : workflow.edges) edges.emplace_back(edge.from, edge.to);
  return dag::Plan::make(std::move(names), edges);
}

spec::Workflow without_handlers(const spec::Workflow& workflow) {
  const std::vector<bool> is_handler = spec::handlers(workflow);
  spec::Workflow graph = workflow;
  graph.nodes.clear();
  std::vector<std::uint32_t> place(workflow.nodes.size());
  for (std::size_t i = 0; i < workflow.nodes.size(); ++i) {
    place[i] = static_cast<std::uint32_t>(graph.nodes.size());
    if (!is_handler[i]) graph.nodes.push_back(workflow.nodes[i]);
  }
  // Handlers have no edges.
  for (spec::Edge& edge : graph.edges) edge = {place[edge.from], place[edge.to], edge.at};
  return graph;
}

std::string note_on(const spec::Node& node) {
  if (node.sleep) return "sleep " + to_text(*node.sleep);
  if (node.wait_for) {
    std::string note = "wait for " + node.wait_for->event;
    if (node.wait_for->timeout) note += ", at most " + to_text(*node.wait_for->timeout);
    return note;
  }
  if (!node.for_each) return {};
  std::string note = "each of " + node.for_each->path;
  if (node.for_each->concurrency > 1)
    note += fmt::format(", {} at once", node.for_each->concurrency);
  return note;
}

}  // namespace tntc::cli
