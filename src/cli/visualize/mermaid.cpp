#include "cli/visualize/mermaid.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cli/workflow_plan.h"
#include "spec/handlers.h"

namespace tntc::cli::visualize {
namespace {

// Mermaid reads `-` and some words specially wherever an id starts, so every id gets a prefix and
// keeps only letters, digits and underscores. Names that become alike get a number.
std::vector<std::string> make_ids(const dag::Plan& plan) {
  std::vector<std::string> ids(plan.size());
  std::set<std::string> taken;
  for (const dag::NodeIndex node : plan.order()) {
    std::string id = "n_" + plan.name(node);
    std::replace(id.begin(), id.end(), '-', '_');
    std::string unique = id;
    for (int k = 2; !taken.insert(unique).second; ++k) unique = id + "_" + std::to_string(k);
    ids[node] = unique;
  }
  return ids;
}

// Text between quotes: Mermaid's own entities for what it would read as markup.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '#': out += "#35;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '&': out += "#amp;"; break;
      case '`': out += "#96;"; break;
      case ';': out += "#59;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

// Nodes without code have a shape of their own, and loops have.
std::string box(const spec::Node& node) {
  const std::string note = note_on(node);
  const std::string text = label(node.name) + (note.empty() ? "" : "<br/>" + label(note));
  if (node.sleep || node.wait_for) return fmt::format("{{{{\"{}\"}}}}", text);
  if (node.for_each) return fmt::format("[[\"{}\"]]", text);
  return fmt::format("[\"{}\"]", text);
}

// Plan order, the handlers of failures last: they are no part of the plan.
std::vector<dag::NodeIndex> drawing_order(const dag::Plan& plan,
                                          const std::vector<bool>& is_handler) {
  std::vector<dag::NodeIndex> order = plan.order();
  std::stable_partition(order.begin(), order.end(),
                        [&](dag::NodeIndex node) { return !is_handler[node]; });
  return order;
}

}  // namespace

std::string describe(const spec::Trigger& trigger) {
  std::string text;
  switch (trigger.type) {
    case spec::TriggerType::manual: text = "manual"; break;
    case spec::TriggerType::cron: text = "cron " + trigger.schedule; break;
    case spec::TriggerType::webhook: text = "webhook " + trigger.path; break;
    case spec::TriggerType::queue: text = "queue " + trigger.subject; break;
  }
  if (!trigger.timezone.empty()) text += " (" + trigger.timezone + ")";
  if (!trigger.name.empty()) text += " as " + trigger.name;
  return text;
}

std::string mermaid(const spec::Workflow& workflow) {
  const auto plan = plan_of(workflow);
  if (!plan) return {};  // cannot be: only checked workflows exist
  const auto ids = make_ids(*plan);
  const std::vector<bool> is_handler = spec::handlers(workflow);

  std::string text = "```mermaid\ngraph TD\n";
  for (std::size_t i = 0; i < workflow.triggers.size(); ++i) {
    text += fmt::format("    t{}([\"{}\"])\n", i + 1, label(describe(workflow.triggers[i])));
  }
  for (const dag::NodeIndex node : drawing_order(*plan, is_handler)) {
    text += fmt::format("    {}{}\n", ids[node], box(workflow.nodes[node]));
  }
  for (std::size_t i = 0; i < workflow.triggers.size(); ++i) {
    for (const dag::NodeIndex node : plan->order()) {
      if (is_handler[node] || !plan->inputs_of(node).empty()) continue;
      text += fmt::format("    t{} -.-> {}\n", i + 1, ids[node]);
    }
  }
  for (const spec::Edge& edge : workflow.edges) {
    text += fmt::format("    {} --> {}\n", ids[edge.from], ids[edge.to]);
  }
  const auto handler_of = spec::handler_of_each(workflow);
  for (std::size_t i = 0; i < handler_of.size(); ++i) {
    if (!handler_of[i]) continue;
    text += fmt::format("    {} -. on failure .-> {}\n", ids[i], ids[*handler_of[i]]);
  }
  return text + "```\n";
}

}  // namespace tntc::cli::visualize
