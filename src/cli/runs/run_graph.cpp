#include "cli/runs/run_graph.h"

#include <algorithm>
#include <utility>

#include "base/json_text.h"
#include "bundle/bundle.h"
#include "cli/workflow_plan.h"
#include "io/files.h"
#include "spec/handlers.h"

namespace tntc::cli::runs {
namespace {

using engine::history::RunRecords;
using engine::history::RunStory;

constexpr std::size_t kLongestYaml = std::size_t{8} << 20;

std::optional<spec::Workflow> workflow_in(const std::string& yaml) {
  return std::move(spec::parse_workflow(yaml, "workflow.yaml").workflow);
}

// Of the bundle, if it is still there.
std::optional<spec::Workflow> recorded_workflow(const RunRecords& records, const RunStory& story) {
  const auto text = records.bundle(story.accepted.bundle);
  if (!text) return std::nullopt;
  const auto bundle = tntc::bundle::read_bundle(*text);
  return bundle ? workflow_in(bundle->workflow_yaml) : std::nullopt;
}

// If it has all the nodes of the run.
std::optional<spec::Workflow> present_workflow(const Place& place, const RunStory& story) {
  const auto yaml = io::read_file(place.directory + "/workflow.yaml", kLongestYaml);
  if (!yaml) return std::nullopt;
  auto workflow = workflow_in(*yaml);
  if (!workflow) return std::nullopt;
  const bool has_all = std::ranges::all_of(story.log.nodes(), [&](const auto& entry) {
    return std::ranges::find(workflow->nodes, entry.first, &spec::Node::name) !=
           workflow->nodes.end();
  });
  return has_all ? std::move(workflow) : std::nullopt;
}

dag::Plan plan_without_edges(const RunStory& story) {
  std::vector<std::string> names;
  for (const auto& [name, node] : story.log.nodes()) names.push_back(name);
  return *dag::Plan::make(std::move(names), {});  // nothing in it can be wrong
}

}  // namespace

const engine::journal::NodeEnd* end_of(const RunStory& story, const std::string& node) {
  const auto found = story.log.nodes().find(node);
  if (found == story.log.nodes().end() || !found->second.end) return nullptr;
  return &*found->second.end;
}

RunGraph RunGraph::of(const RunRecords& records, const RunStory& story, const Place& place) {
  std::string doubt;
  auto workflow = recorded_workflow(records, story);
  if (!workflow) {
    workflow = present_workflow(place, story);
    doubt =
        "the version of the workflow that it ran under is kept no more: this is the graph of "
        "the present workflow.yaml";
  }
  if (workflow) {
    if (auto plan = plan_of(*workflow)) {
      RunGraph graph(std::move(*plan));
      graph.handlers_ = spec::handlers(*workflow);
      graph.workflow_ = std::move(workflow);
      graph.doubt_ = std::move(doubt);
      return graph;
    }
  }
  RunGraph graph(plan_without_edges(story));
  graph.doubt_ =
      "the version of the workflow that it ran under is kept no more, and the present "
      "workflow.yaml has not all of its nodes: edges and inputs are not known";
  return graph;
}

// The first failure that names the handler, and what else is known of the graph's nodes.
Result<std::string> RunGraph::failure_for(dag::NodeIndex handler, const RunRecords& records,
                                          const RunStory& story) const {
  const std::string& name = plan_.name(handler);
  std::string failure = "{", errors = "{", outputs = "{";
  for (const std::string& settled : story.log.settled()) {
    const auto node = std::ranges::find(workflow_->nodes, settled, &spec::Node::name);
    if (node == workflow_->nodes.end()) continue;
    if (is_handler(static_cast<dag::NodeIndex>(node - workflow_->nodes.begin()))) continue;
    const auto* end = end_of(story, settled);
    TNTC_TRY(const std::string text, records.text_of(end->value));
    const bool well = end->how == engine::journal::NodeEnd::How::succeeded;
    if (well && text.empty()) continue;
    std::string& list = well ? outputs : errors;
    append_json_key(list, settled);
    if (well) {
      list += text;
      continue;
    }
    append_json_string(list, text);
    if (failure.size() > 1 || node->on_failure != name) continue;
    append_json_key(failure, "node");
    append_json_string(failure, settled);
    append_json_key(failure, "error");
    append_json_string(failure, text);
  }
  if (failure.size() == 1) return fail(ErrorKind::not_found, "no node has failed that names it");
  return failure + ",\"errors\":" + errors + "},\"outputs\":" + outputs + "}}";
}

Result<std::string> RunGraph::input_of(dag::NodeIndex node, const RunRecords& records,
                                       const RunStory& story) const {
  if (!workflow_) return fail(ErrorKind::not_found, "the graph of the run is kept no more");
  const auto inputs = plan_.inputs_of(node);
  if (story.accepted.only_node.empty() && is_handler(node)) {
    return failure_for(node, records, story);
  }
  if (!story.accepted.only_node.empty() || inputs.empty()) {
    return records.text_of(story.accepted.input);
  }
  const auto output_of = [&](dag::NodeIndex input) -> Result<std::string> {
    const auto* end = end_of(story, plan_.name(input));
    // It was skipped.
    if (end == nullptr) return std::string();
    if (end->how != engine::journal::NodeEnd::How::succeeded) {
      return fail(ErrorKind::not_found, "node `" + plan_.name(input) + "` has failed");
    }
    return records.text_of(end->value);
  };
  if (inputs.size() == 1) return output_of(inputs[0]);
  std::string object = "{";
  for (const dag::NodeIndex input : inputs) {
    TNTC_TRY(const std::string output, output_of(input));
    if (output.empty()) continue;
    append_json_key(object, plan_.name(input));
    object += output;
  }
  return object + '}';
}

}  // namespace tntc::cli::runs
