#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "cli/log_text.h"
#include "cli/runs/run_graph.h"
#include "cli/runs/runs.h"
#include "cli/runs/state_text.h"
#include "cli/runs/waiting_text.h"
#include "cli/workflow_plan.h"
#include "ui/dag_drawing.h"
#include "ui/elapsed.h"
#include "ui/gantt.h"
#include "ui/json_text.h"
#include "ui/suggest.h"

namespace tntc::cli::runs {
namespace {

using engine::history::Attempt;
using engine::history::RunRecords;
using engine::history::RunStory;
using engine::history::Waiting;
using engine::journal::NodeEnd;

constexpr std::size_t kShownOfValue = 300;  // characters; --node shows all

// All that is known of one run, to be told as text or as JSON.
struct View {
  const RunRecords& records;
  const RunStory& story;
  const RunGraph& graph;
  std::string result;  // JSON; empty: there is none, or none any more
  std::set<std::string> skipped;
  std::string stopped;  // why the whole run was ended
  std::string_view state;
  std::vector<Waiting> waits;
  std::int64_t now = 0;
};

std::set<std::string> texts_in(std::string_view json) {
  boost::system::error_code error;
  const auto value = boost::json::parse({json.data(), json.size()}, error);
  std::set<std::string> texts;
  if (error || !value.is_array()) return texts;
  for (const auto& item : value.get_array()) {
    if (item.is_string()) texts.emplace(item.get_string());
  }
  return texts;
}

View view_of(const Found& found, const RunGraph& graph, bool engine_runs, std::int64_t now) {
  View view{.records = found.records, .story = found.story, .graph = graph};
  view.now = now;
  view.state = state_of(found.story, engine_runs);
  view.waits = waits_of(found.story, graph, engine_runs, now);
  if (!found.story.ended) return view;
  if (auto result = found.records.text_of(found.story.ended->result)) {
    view.result = std::move(*result);
    view.skipped = texts_in(ui::member(view.result, "skipped"));
    view.stopped = ui::unquoted(ui::member(view.result, "stopped"));
  }
  return view;
}

// Why a node failed, "" when it has not.
std::string error_of(const View& view, const std::string& node) {
  const NodeEnd* end = end_of(view.story, node);
  if (end == nullptr || end->how == NodeEnd::How::succeeded) return "";
  const auto text = view.records.text_of(end->value);
  return text ? *text : "the message is kept no more";
}

bool is_at_work(const View& view, const std::string& node) {
  return std::ranges::any_of(view.waits,
                             [&](const Waiting& waiting) { return waiting.node == node; });
}

std::string_view state_of_node(const View& view, const std::string& node) {
  if (const NodeEnd* end = end_of(view.story, node)) {
    if (end->how == NodeEnd::How::succeeded) return "succeeded";
    const bool with_the_run = !view.stopped.empty() && error_of(view, node) == view.stopped;
    return with_the_run ? "cancelled" : "failed";
  }
  if (view.skipped.contains(node)) return "skipped";
  if (is_at_work(view, node)) return view.state == "stopped" ? "stopped" : "running";
  const bool begun = view.story.log.nodes().contains(node);
  return begun && view.story.ended ? "cancelled" : "not started";
}

ui::NodeLabel label_of(const View& view, const std::string& node, const ui::Terminal& terminal) {
  const std::string_view state = state_of_node(view, node);
  const auto with = [&](ui::NodeEnd end) {
    return ui::NodeLabel{mark(end, terminal) + ' ' + node, ui::style_of(end)};
  };
  ui::NodeLabel label;
  if (state == "succeeded")
    label = with(ui::NodeEnd::succeeded);
  else if (state == "failed")
    label = with(ui::NodeEnd::failed);
  else if (state == "cancelled")
    label = with(ui::NodeEnd::cancelled);
  else if (state == "skipped")
    label = with(ui::NodeEnd::skipped);
  else if (state == "not started")
    label = with(ui::NodeEnd::not_started);
  else
    label = {(terminal.utf8 ? "▸ " : "> ") + node, ui::Style::cyan};
  if (const NodeEnd* end = end_of(view.story, node)) {
    label.text += ' ' + ui::elapsed(Milliseconds(end->ended_at - end->started_at));
  }
  return label;
}

std::string drawing(const View& view, const ui::Terminal& terminal) {
  const spec::Workflow* workflow = view.graph.workflow();
  // Handlers of failures have no edges: those that ran stand below the graph.
  const auto graph = workflow ? plan_of(without_handlers(*workflow)) : view.graph.plan();
  if (!graph) return "";
  std::vector<ui::NodeLabel> labels;
  for (dag::NodeIndex node = 0; node < graph->size(); ++node) {
    labels.push_back(label_of(view, graph->name(node), terminal));
  }
  std::string text;
  for (const std::string& line : ui::draw_dag(*graph, labels, terminal)) text += line + '\n';
  for (dag::NodeIndex node = 0; node < view.graph.plan().size(); ++node) {
    const std::string& name = view.graph.plan().name(node);
    if (!view.graph.is_handler(node) || !view.story.log.nodes().contains(name)) continue;
    text += "on failure: " + label_of(view, name, terminal).text + '\n';
  }
  return text;
}

// The beginning of a long value, on one line.
std::string shortened(const std::string& json, const std::string& node) {
  if (json.empty()) return "undefined";
  std::string text = harmless(json);
  if (ui::display_width(text) <= static_cast<int>(kShownOfValue)) return text;
  std::size_t end = kShownOfValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + fmt::format("… ({} bytes; --node {} shows all)", json.size(), node);
}

std::string whole(const std::string& json) {
  return json.empty() ? "undefined" : harmless(ui::pretty(json));
}

std::string attempt_text(const Attempt& attempt, const View& view) {
  std::string text = fmt::format("  attempt {}", attempt.number);
  if (attempt.began_at != 0) text += " at " + time_text(attempt.began_at);
  if (!attempt.end) return text + (view.story.ended ? ": cut off\n" : ": has not ended\n");
  const bool well = attempt.end->how == NodeEnd::How::succeeded;
  text += well ? ": succeeded" : ": failed";
  if (attempt.began_at != 0) {
    const Milliseconds took(attempt.end->ended_at - attempt.began_at);
    text += (well ? " in " : " after ") + ui::elapsed(took);
  } else {
    text += " at " + time_text(attempt.end->ended_at);
  }
  if (well) return text + '\n';
  const auto why = view.records.text_of(attempt.end->value);
  return text + ": " + (why ? harmless(*why) : "the message is kept no more") + '\n';
}

std::string attempts_text(const View& view, const std::string& node) {
  const auto found = view.story.attempts.find(node);
  if (found == view.story.attempts.end()) return "";
  std::string text;
  for (const Attempt& attempt : found->second) text += attempt_text(attempt, view);
  return text;
}

// Has an input that is worth showing: it has begun.
bool has_begun(const View& view, const std::string& node) {
  return view.story.log.nodes().contains(node) || is_at_work(view, node);
}

template <class Show>
std::string values_text(const View& view, dag::NodeIndex node, Show show) {
  const std::string& name = view.graph.plan().name(node);
  if (!has_begun(view, name)) return "";
  std::string text;
  if (view.graph.workflow() != nullptr) {
    const auto input = view.graph.input_of(node, view.records, view.story);
    text += "  input   " + (input ? show(*input) : input.error().message) + '\n';
  }
  const NodeEnd* end = end_of(view.story, name);
  if (end == nullptr || end->how == NodeEnd::How::failed) return text;
  const auto output = view.records.text_of(end->value);
  return text + "  output  " + (output ? show(*output) : "is kept no more") + '\n';
}

std::string steps_text(const View& view, const std::string& node) {
  const auto found = view.story.log.nodes().find(node);
  if (found == view.story.log.nodes().end()) return "";
  std::string text;
  for (const auto& [step, value] : found->second.steps) {
    // Steps with a line end in their name are the engine's own: sleeps and the like.
    if (step.find('\n') != std::string::npos) continue;
    const auto result = view.records.text_of(value);
    text += fmt::format("  step    {}: {}\n", harmless(step),
                        result ? shortened(*result, node) : "is kept no more");
  }
  return text;
}

std::string lines_text(const View& view, const std::string& only, const ui::Terminal& terminal) {
  std::string text;
  for (const engine::journal::Log& line : view.story.lines) {
    if (!only.empty() && line.node != only) continue;
    engine::LogLine shown;
    shown.level = static_cast<engine::Level>(std::min<int>(line.level, 3));
    shown.node = line.node;
    shown.attempt = line.attempt;
    shown.text = line.text;
    const auto after = ui::elapsed(Milliseconds(line.at - view.story.accepted.at));
    text += ui::pad_left("+" + after, 8) + ' ' + log_text(shown, terminal);
  }
  return text.empty() ? text : "\nlog\n" + text;
}

std::string head_text(const View& view, const ui::Terminal& terminal) {
  const auto& accepted = view.story.accepted;
  std::string text = fmt::format("run {} {}\n", view.story.id,
                                 ui::paint(view.state, style_of_state(view.state), terminal));
  text += fmt::format("  trigger   {}\n", trigger_text(accepted.trigger, accepted.trigger_name));
  text += fmt::format("  accepted  {}\n", time_text(accepted.at));
  if (view.story.ended) {
    text += fmt::format("  ended     {}, after {}\n", time_text(view.story.ended->at),
                        ui::elapsed(Milliseconds(view.story.ended->at - accepted.at)));
  }
  if (!accepted.only_node.empty()) text += "  node      " + accepted.only_node + " alone\n";
  if (view.story.resumed > 0) {
    text +=
        fmt::format("  resumed   {} times, after a process of it had died\n", view.story.resumed);
  }
  if (!view.stopped.empty()) text += "  stopped   " + harmless(view.stopped) + '\n';
  for (const Waiting& waiting : view.waits) {
    text += "  waiting   " + waiting_text(waiting, view.story, view.now) + '\n';
  }
  return text;
}

std::string node_text(const View& view, dag::NodeIndex node, bool in_full,
                      const ui::Terminal& terminal) {
  const std::string& name = view.graph.plan().name(node);
  std::string text = fmt::format("\n{} {}\n", ui::paint(name, ui::Style::bold, terminal),
                                 state_of_node(view, name));
  text += attempts_text(view, name);
  text += in_full ? values_text(view, node, &whole)
                  : values_text(view, node, [&](const auto& v) { return shortened(v, name); });
  return text + steps_text(view, name);
}

std::string text_of(const View& view, const ui::Terminal& terminal) {
  std::string text = head_text(view, terminal) + '\n' + drawing(view, terminal);
  for (const dag::NodeIndex node : view.graph.plan().order()) {
    if (has_begun(view, view.graph.plan().name(node))) {
      text += node_text(view, node, false, terminal);
    }
  }
  return text + lines_text(view, "", terminal);
}

// --- JSON ---

void add(std::string& json, std::string_view name, std::string_view value) {
  json += fmt::format(",\"{}\":{}", name, value);
}

// A value, or null and why.
void add_value(std::string& json, const std::string& name, const Result<std::string>& value) {
  if (value && value->empty()) return;  // undefined
  add(json, name, value ? *value : "null");
  if (!value) add(json, name + "Note", ui::quoted(value.error().message));
}

std::string attempts_json(const View& view, const std::string& node) {
  const auto found = view.story.attempts.find(node);
  std::string json;
  if (found == view.story.attempts.end()) return "[]";
  for (const Attempt& attempt : found->second) {
    json += fmt::format(R"({}{{"attempt":{})", json.empty() ? "" : ",", attempt.number);
    if (attempt.began_at != 0) add(json, "startedAt", std::to_string(attempt.began_at));
    if (attempt.end) {
      add(json, "completedAt", std::to_string(attempt.end->ended_at));
      const bool well = attempt.end->how == NodeEnd::How::succeeded;
      add(json, "succeeded", well ? "true" : "false");
      if (!well) {
        add(json, "final", attempt.end->final ? "true" : "false");
        const auto why = view.records.text_of(attempt.end->value);
        add(json, "error", why ? ui::quoted(*why) : "null");
      }
    }
    json += '}';
  }
  return '[' + json + ']';
}

std::string steps_json(const View& view, const std::string& node) {
  std::string json;
  const auto found = view.story.log.nodes().find(node);
  if (found == view.story.log.nodes().end()) return "[]";
  for (const auto& [step, value] : found->second.steps) {
    if (step.find('\n') != std::string::npos) continue;
    json += fmt::format(R"({}{{"name":{})", json.empty() ? "" : ",", ui::quoted(step));
    add_value(json, "result", view.records.text_of(value));
    json += '}';
  }
  return '[' + json + ']';
}

std::string node_json(const View& view, dag::NodeIndex node) {
  const std::string& name = view.graph.plan().name(node);
  std::string json =
      fmt::format(R"({{"name":{},"state":"{}")", ui::quoted(name), state_of_node(view, name));
  if (has_begun(view, name)) {
    add_value(json, "input", view.graph.input_of(node, view.records, view.story));
  }
  if (const NodeEnd* end = end_of(view.story, name)) {
    if (end->how == NodeEnd::How::succeeded)
      add_value(json, "output", view.records.text_of(end->value));
    else
      add(json, "error", ui::quoted(error_of(view, name)));
  }
  add(json, "attempts", attempts_json(view, name));
  add(json, "steps", steps_json(view, name));
  return json + '}';
}

std::string lines_json(const View& view, const std::string& only) {
  static constexpr std::string_view kLevels[] = {"debug", "info", "warn", "error"};
  std::string json;
  for (const engine::journal::Log& line : view.story.lines) {
    if (!only.empty() && line.node != only) continue;
    json += fmt::format(R"({}{{"time":{},"level":"{}","node":{},"attempt":{},"text":{}}})",
                        json.empty() ? "" : ",", line.at, kLevels[std::min<int>(line.level, 3)],
                        line.node.empty() ? "null" : ui::quoted(line.node), line.attempt,
                        ui::quoted(line.text));
  }
  return '[' + json + ']';
}

std::string json_of(const View& view, const std::optional<dag::NodeIndex>& only) {
  static constexpr std::string_view kDurability[] = {"none", "process", "disk"};
  const auto& accepted = view.story.accepted;
  std::string json = fmt::format(
      R"({{"id":"{}","state":"{}","trigger":{},"triggerName":{},"acceptedAt":{})", view.story.id,
      view.state, ui::quoted(accepted.trigger), ui::quoted(accepted.trigger_name), accepted.at);
  if (view.story.ended) add(json, "completedAt", std::to_string(view.story.ended->at));
  const std::int64_t end = view.story.ended ? view.story.ended->at : view.now;
  add(json, view.story.ended ? "durationMs" : "elapsedMs", std::to_string(end - accepted.at));
  add(json, "durability",
      ui::quoted(
          kDurability[std::min<std::size_t>(static_cast<std::size_t>(accepted.durability), 2)]));
  add(json, "bundle", ui::quoted(accepted.bundle));
  if (!accepted.only_node.empty()) add(json, "onlyNode", ui::quoted(accepted.only_node));
  if (!accepted.key.empty()) add(json, "idempotencyKey", ui::quoted(accepted.key));
  add(json, "resumed", std::to_string(view.story.resumed));
  add(json, "incomplete", view.story.incomplete ? "true" : "false");
  add_value(json, "input", view.records.text_of(accepted.input));
  if (!view.story.ended) add(json, "waiting", engine::history::to_json(view.waits));
  if (view.story.ended) add(json, "result", view.result.empty() ? "null" : view.result);
  std::string nodes;
  for (const dag::NodeIndex node : view.graph.plan().order()) {
    if (!only || *only == node) nodes += (nodes.empty() ? "" : ",") + node_json(view, node);
  }
  add(json, "nodes", '[' + nodes + ']');
  add(json, "logs", lines_json(view, only ? view.graph.plan().name(*only) : ""));
  return json + '}';
}

Result<std::optional<dag::NodeIndex>> node_named(const dag::Plan& plan,
                                                 const std::optional<std::string>& name) {
  if (!name) return std::optional<dag::NodeIndex>();
  std::vector<std::string> names;
  for (dag::NodeIndex node = 0; node < plan.size(); ++node) {
    if (plan.name(node) == *name) return std::optional(node);
    names.push_back(plan.name(node));
  }
  const std::string near = ui::nearest(*name, names);
  return fail(ErrorKind::not_found, "the run has no node `" + *name + "`",
              near.empty() ? "without --node all are shown" : "did you mean `" + near + "`?");
}

}  // namespace

Report show(const Options& options, Session& session, const Place& place, const std::string& id) {
  auto found = find_run(place, id);
  if (!found) return failed(std::move(found.error()));
  const RunGraph graph = RunGraph::of(found->records, found->story, place);
  const auto only = node_named(graph.plan(), options.node);
  if (!only) return failed(only.error());
  const bool engine_runs = engine::history::find_engine(place.state).runs;
  const View view = view_of(*found, graph, engine_runs, now_ms(session));
  Report report;
  report.data = json_of(view, *only);
  report.text = *only ? head_text(view, session.out) + node_text(view, **only, true, session.out) +
                            lines_text(view, graph.plan().name(**only), session.out)
                      : text_of(view, session.out);
  if (!graph.doubt().empty()) report.warnings.push_back(graph.doubt());
  if (found->story.incomplete) {
    report.warnings.emplace_back("records of this run are lost: not all of it is shown");
  }
  return report;
}

}  // namespace tntc::cli::runs
