#include "engine/history/explain.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/json_text.h"

namespace tntc::engine::history {
namespace {

using journal::RunLog;

// Steps of these names are sleeps, and waits for events: "sleep\n1", "event\napproved\n1\nuntil".
// Their value is when they end, 0 for never; "event\napproved\n1" is there when that one is over.
constexpr std::string_view kSleep = "sleep\n";
constexpr std::string_view kEvent = "event\n";
constexpr std::string_view kUntil = "\nuntil";

std::optional<std::int64_t> time_in(const journal::Value& value) {
  std::int64_t time = 0;
  const std::string& text = value.text;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), time);
  if (read.ec != std::errc()) return std::nullopt;
  return time;
}

// How much of a step's name says which element of a loop it is of: "element\n17\nsleep\n1".
std::size_t scope_of(std::string_view step) {
  constexpr std::string_view kElement = "element\n";
  if (!step.starts_with(kElement)) return 0;
  const std::size_t end = step.find('\n', kElement.size());
  return end == std::string_view::npos ? 0 : end + 1;
}

// What a node that has begun is in the middle of, by the names of its steps. Nothing: its own work.
void add_waits_of_steps(const RunLog::Node& node, const Waiting& attempt, std::int64_t now,
                        std::vector<Waiting>& all) {
  for (const auto& [step, value] : node.steps) {
    const std::string scope = step.substr(0, scope_of(step));
    const std::string name = step.substr(scope.size());
    const auto until = time_in(value);
    if (!until) continue;
    Waiting wait = attempt;
    wait.until = *until;
    if (name.starts_with(kSleep) && *until > now) {
      wait.kind = Waiting::Kind::sleep;
      all.push_back(std::move(wait));
    } else if (name.starts_with(kEvent) && name.ends_with(kUntil)) {
      const std::string place = name.substr(0, name.size() - kUntil.size());
      if (node.steps.contains(scope + place)) continue;
      wait.kind = Waiting::Kind::event;
      wait.event = place.substr(kEvent.size(), place.rfind('\n') - kEvent.size());
      all.push_back(std::move(wait));
    }
  }
}

void add_node(const std::string& name, const RunLog::Node& node, std::int64_t now,
              std::vector<Waiting>& all) {
  if (node.end) return;
  const bool tried_again = node.retry_at != 0;
  Waiting attempt{.kind = tried_again ? Waiting::Kind::retry : Waiting::Kind::running,
                  .node = name,
                  .attempt = tried_again ? node.attempt + 1 : std::max(1, node.attempt),
                  .since = tried_again ? 0 : node.began_at,
                  .until = node.retry_at};
  const std::size_t before = all.size();
  if (!tried_again) add_waits_of_steps(node, attempt, now, all);
  if (all.size() == before) all.push_back(std::move(attempt));
}

bool has_failed(const RunLog& log) {
  return std::ranges::any_of(log.nodes(), [](const auto& entry) {
    const auto& end = entry.second.end;
    return end && end->how == journal::NodeEnd::How::failed;
  });
}

// It begins only when a node it is there for has failed.
bool is_handler(const spec::Workflow& workflow, const std::string& name) {
  return std::ranges::any_of(workflow.nodes,
                             [&](const spec::Node& node) { return node.on_failure == name; });
}

// Nodes that only compute are recorded when they end: those that have all their inputs may be at
// work. What may have been skipped is not waited for here, since skipping leaves no record.
void add_ready(const RunLog& log, const spec::Workflow& workflow, std::vector<Waiting>& all) {
  const std::string& only = log.accepted()->only_node;
  for (std::size_t i = 0; i < workflow.nodes.size(); ++i) {
    const spec::Node& node = workflow.nodes[i];
    if (log.nodes().contains(node.name) || (!only.empty() && node.name != only)) continue;
    if (only.empty() && is_handler(workflow, node.name)) continue;
    const bool ready = std::ranges::all_of(workflow.edges, [&](const spec::Edge& edge) {
      if (!only.empty() || edge.to != i) return true;
      const auto input = log.nodes().find(workflow.nodes[edge.from].name);
      return input != log.nodes().end() && input->second.end.has_value();
    });
    if (!ready) continue;
    add_node(node.name, {.attempt = log.next_attempt(node.name)}, 0, all);
  }
}

void append_time(std::string& json, std::string_view name, std::int64_t time) {
  if (time == 0) return;
  append_json_key(json, name);
  append_json_number(json, time);
}

}  // namespace

std::string_view name_of(Waiting::Kind kind) {
  switch (kind) {
    case Waiting::Kind::no_engine: return "no_engine";
    case Waiting::Kind::cancelling: return "cancelling";
    case Waiting::Kind::queued: return "queued";
    case Waiting::Kind::running: return "running";
    case Waiting::Kind::retry: return "retry";
    case Waiting::Kind::sleep: return "sleep";
    case Waiting::Kind::event: break;
  }
  return "event";
}

std::vector<Waiting> explain(const RunLog& log, const spec::Workflow* workflow, std::int64_t now) {
  std::vector<Waiting> all;
  if (log.ended()) return all;
  if (log.cancelled()) all.push_back({.kind = Waiting::Kind::cancelling});
  if (!log.sent()) {
    const std::int64_t since = log.accepted() ? log.accepted()->at : 0;
    all.push_back({.kind = Waiting::Kind::queued, .since = since});
    return all;
  }
  for (const auto& [name, node] : log.nodes()) add_node(name, node, now, all);
  // After a failure nothing begins.
  if (workflow != nullptr && !has_failed(log)) add_ready(log, *workflow, all);
  if (all.empty()) all.push_back({.kind = Waiting::Kind::running});
  return all;
}

std::string to_json(const std::vector<Waiting>& all) {
  std::string json = "[";
  for (const Waiting& one : all) {
    if (json.size() > 1) json += ',';
    json += R"({"kind":")" + std::string(name_of(one.kind)) + '"';
    if (!one.node.empty()) {
      append_json_key(json, "node");
      append_json_string(json, one.node);
    }
    append_time(json, "attempt", one.attempt);
    append_time(json, "since", one.since);
    append_time(json, "until", one.until);
    if (!one.event.empty()) {
      append_json_key(json, "event");
      append_json_string(json, one.event);
    }
    json += '}';
  }
  return json + ']';
}

}  // namespace tntc::engine::history
