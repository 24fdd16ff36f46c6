#include "engine/history/rerun.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "engine/history/run_story.h"

namespace tntc::engine::history {
namespace {

using journal::NodeEnd;

tl::unexpected<Error> cannot(std::string why, std::string hint) {
  return fail(ErrorKind::conflict, std::move(why), std::move(hint));
}

std::set<std::string> skipped_in(const std::string& result) {
  boost::system::error_code error;
  const auto value = boost::json::parse(result, error);
  std::set<std::string> names;
  if (error || !value.is_object()) return names;
  const auto* skipped = value.get_object().if_contains("skipped");
  if (skipped == nullptr || !skipped->is_array()) return names;
  for (const auto& name : skipped->get_array()) {
    if (name.is_string()) names.emplace(name.get_string());
  }
  return names;
}

Result<void> take_outputs(const RunRecords& records, const RunStory& story, Rerun& rerun) {
  for (const auto& [name, node] : story.log.nodes()) {
    if (!node.end || node.end->how != NodeEnd::How::succeeded) continue;
    TNTC_TRY(rerun.outputs[name], records.text_of(node.end->value));
  }
  return {};
}

// The nodes before `node`, in the order of the file.
std::vector<std::string> before(const spec::Workflow& workflow, std::size_t node) {
  std::vector<bool> found(workflow.nodes.size());
  std::vector<std::size_t> left{node};
  while (!left.empty()) {
    const std::size_t at = left.back();
    left.pop_back();
    for (const spec::Edge& edge : workflow.edges) {
      if (edge.to != at || found[edge.from]) continue;
      found[edge.from] = true;
      left.push_back(edge.from);
    }
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i]) names.push_back(workflow.nodes[i].name);
  }
  return names;
}

Result<void> reuse(Rerun& rerun, const std::string& from, const spec::Workflow& workflow,
                   triggers::RunRequest& request) {
  if (request.only_node) {
    return cannot("run " + rerun.id + " was one of node `" + *request.only_node + "` alone",
                  "retry it without `from`");
  }
  const auto node = std::ranges::find(workflow.nodes, from, &spec::Node::name);
  if (node == workflow.nodes.end()) {
    return cannot("the present workflow has no node `" + from + "`",
                  "name one that it has, or retry the whole run");
  }
  for (std::string& name :
       before(workflow, static_cast<std::size_t>(node - workflow.nodes.begin()))) {
    const auto output = rerun.outputs.find(name);
    if (output != rerun.outputs.end()) {
      request.finished.push_back({std::move(name), std::move(output->second)});
      continue;
    }
    // It leaves no output, and is asked again whether it is wanted.
    if (rerun.skipped.contains(name)) continue;
    return cannot(fmt::format("node `{}`, which comes before `{}`, has no output in run {} that "
                              "could be used again",
                              name, from, rerun.id),
                  fmt::format("retry from `{}` or a node before it, or the whole run", name));
  }
  return {};
}

}  // namespace

Result<Rerun> read_rerun(const std::string& state, const std::string& id) {
  TNTC_TRY(RunRecords records, RunRecords::open(state));
  TNTC_TRY(RunStory story, records.story(id));
  if (!story.ended) {
    return cannot("run " + id + " has not ended", "wait for its end, or cancel it first");
  }
  Rerun rerun{.id = id, .accepted = story.accepted};
  const std::string gone = "run " + id + " cannot be repeated: ";
  auto input = records.text_of(story.accepted.input);
  if (!input) return cannot(gone + input.error().message, "start a new run with the input");
  rerun.input = std::move(*input);
  if (const auto taken = take_outputs(records, story, rerun); !taken) {
    return cannot(gone + taken.error().message, "start a new run with the input");
  }
  if (const auto result = records.text_of(story.ended->result)) {
    rerun.skipped = skipped_in(*result);
  }
  return rerun;
}

Result<triggers::RunRequest> repeat(Rerun rerun, const std::string& from,
                                    const spec::Workflow& workflow) {
  triggers::RunRequest request;
  request.input = rerun.input;
  request.trigger = "retry";
  request.trigger_name = rerun.id;
  request.durability = triggers::Durability::disk;
  if (!rerun.accepted.only_node.empty()) request.only_node = rerun.accepted.only_node;
  if (!from.empty()) TNTC_CHECK(reuse(rerun, from, workflow, request));
  return request;
}

}  // namespace tntc::engine::history
