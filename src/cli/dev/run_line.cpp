#include "cli/dev/run_line.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "cli/log_text.h"
#include "cli/run/summary.h"
#include "ui/elapsed.h"
#include "ui/gantt.h"
#include "ui/json_text.h"

namespace tntc::cli::dev {
namespace {

constexpr std::size_t kIdTail = 8;  // of a UUID: random digits, enough to find the run again

struct NodeTime {
  std::string name;
  Milliseconds start{0};
  Milliseconds duration{0};
  bool failed = false;
  bool slowest = false;
  bool shown = true;
};

// The nodes that were started, in the order in which they were.
std::vector<NodeTime> times_of(const triggers::RunOutcome& outcome) {
  const auto errors = ui::members(ui::member(outcome.result, "errors"));
  const std::string_view timing = ui::member(outcome.result, "timing");
  std::vector<NodeTime> nodes;
  for (const ui::Member& node : ui::members(ui::member(timing, "nodeTimings"))) {
    const bool failed = std::any_of(errors.begin(), errors.end(), [&](const ui::Member& error) {
      return error.name == node.name;
    });
    nodes.push_back({.name = node.name,
                     .start = run::milliseconds(node.value, "startedAt"),
                     .duration = run::milliseconds(node.value, "durationMs"),
                     .failed = failed});
  }
  const auto earlier = [](const NodeTime& a, const NodeTime& b) { return a.start < b.start; };
  std::stable_sort(nodes.begin(), nodes.end(), earlier);
  const auto quicker = [](const NodeTime& a, const NodeTime& b) { return a.duration < b.duration; };
  if (nodes.size() > 1) std::max_element(nodes.begin(), nodes.end(), quicker)->slowest = true;
  const Milliseconds begin = run::milliseconds(timing, "startedAt");
  for (NodeTime& node : nodes) node.start -= begin;
  return nodes;
}

std::string node_text(const NodeTime& node, const ui::Terminal& terminal) {
  std::string text = node.name + ' ' + ui::elapsed(node.duration);
  if (node.failed) {
    text += ' ' + ui::mark(ui::NodeEnd::failed, terminal);
    return ui::paint(text, ui::Style::red, terminal);
  }
  return node.slowest ? ui::paint(text + " (slowest)", ui::Style::yellow, terminal) : text;
}

std::string list_of(const std::vector<NodeTime>& nodes, const ui::Terminal& terminal) {
  std::string text;
  std::size_t hidden = 0;
  for (const NodeTime& node : nodes) {
    if (!node.shown) {
      ++hidden;
      continue;
    }
    text += (text.empty() ? "  " : ", ") + node_text(node, terminal);
  }
  if (hidden > 0) text += fmt::format("{}{} more", text.empty() ? "  " : ", ", hidden);
  return text;
}

std::string head_of(const EndedRun& run, const std::string& id, const std::string& elapsed,
                    const ui::Terminal& terminal) {
  const bool well = run.outcome.end == triggers::RunEnd::succeeded;
  const std::string name = run.trigger_name.empty() ? "" : ' ' + run.trigger_name;
  return fmt::format(
      "run {} {} in {} ({}{})", id,
      ui::paint(name_of(run.outcome.end), well ? ui::Style::green : ui::Style::red, terminal),
      elapsed, run.trigger, name);
}

std::string short_id(const std::string& id, const ui::Terminal& terminal) {
  if (id.size() <= kIdTail) return id;
  return (terminal.utf8 ? "…" : "..") + id.substr(id.size() - kIdTail);
}

// The node that is missed least: neither failed nor slowest, and the quickest of the rest.
NodeTime* least(std::vector<NodeTime>& nodes) {
  NodeTime* found = nullptr;
  for (NodeTime& node : nodes) {
    if (!node.shown || node.failed || node.slowest) continue;
    if (found == nullptr || node.duration < found->duration) found = &node;
  }
  return found;
}

// Colour codes take no room, so widths are those of the text without them.
std::string first_line(const EndedRun& run, const ui::Terminal& terminal) {
  ui::Terminal plain = terminal;
  plain.colour = false;
  auto nodes = times_of(run.outcome);
  std::string id = run.outcome.id;
  const std::string elapsed = ui::elapsed(run::duration_of(run.outcome));
  const auto fits = [&] {
    const std::string text = head_of(run, id, elapsed, plain) + list_of(nodes, plain);
    return !terminal.interactive || ui::display_width(text) <= terminal.width;
  };
  if (!fits()) id = short_id(id, terminal);
  while (!fits()) {
    NodeTime* const node = least(nodes);
    if (node == nullptr) break;  // the terminal wraps what is left
    node->shown = false;
  }
  return head_of(run, id, elapsed, terminal) + list_of(nodes, terminal);
}

std::string failure_line(const std::string& node, const std::string& site,
                         const std::string& message, const ui::Terminal& terminal) {
  const std::string mark =
      ui::paint(ui::mark(ui::NodeEnd::failed, terminal) + ' ' + node, ui::Style::red, terminal);
  const std::string place = site.empty() ? "" : ' ' + site;
  return fmt::format("  {}{}: {}\n", mark, place, harmless(message));
}

std::string site_in(const EndedRun& run, const std::string& node) {
  const auto found = run.sites.find(node);
  return found == run.sites.end() ? std::string() : found->second;
}

std::string node_json(const NodeTime& node) {
  return fmt::format(R"({{"name":{},"startMs":{},"durationMs":{},"end":"{}"}})",
                     ui::quoted(node.name), node.start.count(), node.duration.count(),
                     node.failed ? "failed" : "succeeded");
}

}  // namespace

std::string run_text(const EndedRun& run, const ui::Terminal& terminal) {
  std::string text = first_line(run, terminal) + '\n';
  if (run.outcome.end == triggers::RunEnd::succeeded) return text;
  for (const ui::Member& error : run::failures_of(run.outcome)) {
    text += failure_line(error.name, site_in(run, error.name),
                         ui::unquoted(error.value, error.value), terminal);
  }
  const std::string stopped = ui::unquoted(ui::member(run.outcome.result, "stopped"));
  if (!stopped.empty()) text += "  " + harmless(stopped) + '\n';
  return text;
}

std::string run_json(const EndedRun& run) {
  std::string nodes, errors, slowest = "null";
  for (const NodeTime& node : times_of(run.outcome)) {
    nodes += (nodes.empty() ? "" : ",") + node_json(node);
    if (node.slowest) slowest = ui::quoted(node.name);
  }
  for (const ui::Member& error : ui::members(ui::member(run.outcome.result, "errors"))) {
    errors +=
        fmt::format(R"({}{{"node":{},"message":{},"where":{}}})", errors.empty() ? "" : ",",
                    ui::quoted(error.name), error.value, ui::quoted(site_in(run, error.name)));
  }
  return fmt::format(
      R"({{"event":"run","runId":{},"trigger":{},"triggerName":{},"end":"{}","durationMs":{},)"
      R"("nodes":[{}],"slowest":{},"errors":[{}]}})",
      ui::quoted(run.outcome.id), ui::quoted(run.trigger), ui::quoted(run.trigger_name),
      name_of(run.outcome.end), run::duration_of(run.outcome).count(), nodes, slowest, errors);
}

std::string site_of(const engine::LogLine& line) {
  constexpr std::string_view kFrame = "\n    at ";
  if (line.level != engine::Level::error || line.node.empty()) return {};
  const std::size_t at = line.text.find(kFrame);
  if (at == line.text.npos) return {};
  std::string frame = line.text.substr(at + kFrame.size());
  frame = frame.substr(0, frame.find('\n'));
  const std::size_t open = frame.rfind('(');
  if (open == frame.npos || !frame.ends_with(')')) return frame;
  return frame.substr(open + 1, frame.size() - open - 2);
}

}  // namespace tntc::cli::dev
