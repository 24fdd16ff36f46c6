#include "engine/so_far.h"

#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace tntc::engine {
namespace {

// Nodes that have a condition, and those whose inputs may all be skipped: what has only skipped
// inputs is skipped too.
std::vector<bool> may_be_skipped(const spec::Workflow& workflow) {
  const std::size_t count = workflow.nodes.size();
  std::vector<bool> skippable(count), has_inputs(count);
  for (std::size_t i = 0; i < count; ++i) skippable[i] = !workflow.nodes[i].when.empty();
  for (const spec::Edge& edge : workflow.edges) has_inputs[edge.to] = true;
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<bool> all = has_inputs;
    for (const spec::Edge& edge : workflow.edges) {
      if (!skippable[edge.from]) all[edge.to] = false;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!all[i] || skippable[i]) continue;
      skippable[i] = changed = true;
    }
  }
  return skippable;
}

}  // namespace

std::vector<std::uint32_t> nodes_to_tell(const spec::Workflow& workflow,
                                         const journal::RunLog& log) {
  const auto count = static_cast<std::uint32_t>(workflow.nodes.size());
  std::unordered_map<std::string_view, std::uint32_t> index_of;
  for (std::uint32_t i = 0; i < count; ++i) index_of[workflow.nodes[i].name] = i;
  std::vector<std::uint32_t> told;
  std::vector<bool> settled(count), waits(count);
  for (const std::string& name : log.settled()) {
    const auto node = index_of.find(name);
    if (node == index_of.end()) continue;
    settled[node->second] = true;
    told.push_back(node->second);
  }
  // Skipping leaves no record: what may have been skipped is not waited for.
  const std::vector<bool> skippable = may_be_skipped(workflow);
  for (const spec::Edge& edge : workflow.edges) {
    if (!settled[edge.from] && !skippable[edge.from]) waits[edge.to] = true;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!settled[i] && !waits[i]) told.push_back(i);
  }
  return told;
}

}  // namespace tntc::engine
