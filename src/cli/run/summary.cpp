#include "cli/run/summary.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "ui/elapsed.h"

namespace tntc::cli::run {
namespace {

std::vector<std::string> texts_of(std::string_view json) {
  boost::system::error_code error;
  const auto value = boost::json::parse({json.data(), json.size()}, error);
  std::vector<std::string> texts;
  if (error || !value.is_array()) return texts;
  for (const auto& item : value.get_array()) {
    if (item.is_string()) texts.emplace_back(item.get_string());
  }
  return texts;
}

const ui::Member* find(const std::vector<ui::Member>& members, const std::string& name) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const ui::Member& m) { return m.name == name; });
  return found == members.end() ? nullptr : &*found;
}

// The result with the id and the end of the run before it.
std::string data_of(const triggers::RunOutcome& outcome) {
  std::string json =
      fmt::format(R"({{"runId":{},"end":"{}")", ui::quoted(outcome.id), name_of(outcome.end));
  for (const ui::Member& member : ui::members(outcome.result)) {
    json += ',' + ui::quoted(member.name) + ':' + std::string(member.value);
  }
  return json + '}';
}

ErrorKind kind_of(triggers::RunEnd end) {
  if (end == triggers::RunEnd::cancelled) return ErrorKind::cancelled;
  return end == triggers::RunEnd::interrupted ? ErrorKind::unavailable : ErrorKind::internal;
}

}  // namespace

std::vector<ui::NodeSpan> spans_of(const dag::Plan& plan, const triggers::RunOutcome& outcome) {
  const std::string_view timing = ui::member(outcome.result, "timing");
  const Milliseconds start = milliseconds(timing, "startedAt");
  const auto timings = ui::members(ui::member(timing, "nodeTimings"));
  const auto errors = ui::members(ui::member(outcome.result, "errors"));
  const auto skipped = texts_of(ui::member(outcome.result, "skipped"));
  const auto failures = failures_of(outcome);

  std::vector<ui::NodeSpan> spans;
  for (const dag::NodeIndex node : plan.order()) {
    ui::NodeSpan span{.name = plan.name(node)};
    if (std::find(skipped.begin(), skipped.end(), span.name) != skipped.end()) {
      span.end = ui::NodeEnd::skipped;
    }
    if (const ui::Member* times = find(timings, span.name); times != nullptr) {
      span.start = milliseconds(times->value, "startedAt") - start;
      span.duration = milliseconds(times->value, "durationMs");
      span.end = ui::NodeEnd::succeeded;
    }
    if (find(errors, span.name) != nullptr) {
      const bool failed = find(failures, span.name) != nullptr;
      span.end = failed ? ui::NodeEnd::failed : ui::NodeEnd::cancelled;
    }
    spans.push_back(std::move(span));
  }
  return spans;
}

std::string final_outputs(const dag::Plan& plan, std::string_view result) {
  const auto outputs = ui::members(ui::member(result, "outputs"));
  const bool alone =
      ui::members(ui::member(ui::member(result, "timing"), "nodeTimings")).size() == 1;
  std::string json = "{";
  for (const dag::NodeIndex node : plan.order()) {
    const ui::Member* output = find(outputs, plan.name(node));
    if (output == nullptr || (!alone && !plan.dependents_of(node).empty())) continue;
    if (json.size() > 1) json += ',';
    json += ui::quoted(output->name) + ':' + std::string(output->value);
  }
  return json + '}';
}

Milliseconds milliseconds(std::string_view object, std::string_view name) {
  const std::string_view number = ui::member(object, name);
  std::int64_t count = 0;
  std::from_chars(number.data(), number.data() + number.size(), count);
  return Milliseconds(count);
}

Milliseconds duration_of(const triggers::RunOutcome& outcome) {
  return milliseconds(ui::member(outcome.result, "timing"), "durationMs");
}

std::vector<ui::Member> failures_of(const triggers::RunOutcome& outcome) {
  auto failures = ui::members(ui::member(outcome.result, "errors"));
  const std::string stopped = ui::unquoted(ui::member(outcome.result, "stopped"));
  if (stopped.empty()) return failures;
  std::erase_if(failures,
                [&](const ui::Member& error) { return ui::unquoted(error.value) == stopped; });
  return failures;
}

std::string picture(const Shape& workflow, const std::optional<std::string>& only_node,
                    const triggers::RunOutcome& outcome, const ui::Terminal& terminal) {
  std::set<std::string_view> handlers;
  for (dag::NodeIndex i = 0; i < workflow.plan.size(); ++i) {
    if (workflow.handlers[i]) handlers.insert(workflow.plan.name(i));
  }
  auto spans = spans_of(workflow.plan, outcome);
  std::erase_if(spans, [&](const ui::NodeSpan& span) {
    if (only_node) return span.name != *only_node;
    return span.end == ui::NodeEnd::not_started && handlers.contains(span.name);
  });
  std::ranges::stable_partition(
      spans, [&](const ui::NodeSpan& span) { return !handlers.contains(span.name); });
  std::string text;
  for (const std::string& line : ui::gantt(spans, terminal)) text += line + '\n';
  return text + fmt::format("{} {} in {}\n", workflow.name, name_of(outcome.end),
                            ui::elapsed(duration_of(outcome)));
}

Report report_of(const dag::Plan& plan, const triggers::RunOutcome& outcome) {
  Report report;
  report.data = data_of(outcome);
  if (outcome.end != triggers::RunEnd::cancelled) {
    const std::string outputs = final_outputs(plan, outcome.result);
    if (outputs != "{}") report.text = ui::pretty(outputs) + '\n';
  }
  if (outcome.end == triggers::RunEnd::succeeded) return report;
  report.error = Error{kind_of(outcome.end), why_failed(outcome), {}, {}};
  if (outcome.end == triggers::RunEnd::failed) report.fault = Fault::work;
  return report;
}

std::string why_failed(const triggers::RunOutcome& outcome) {
  const std::string stopped = ui::unquoted(ui::member(outcome.result, "stopped"));
  std::string text;
  for (const ui::Member& error : failures_of(outcome)) {
    text += fmt::format("{}node `{}` failed: {}", text.empty() ? "" : "; ", error.name,
                        ui::unquoted(error.value));
  }
  if (!stopped.empty()) text += (text.empty() ? "" : "; ") + stopped;
  return text.empty() ? "the run was not finished: " + std::string(name_of(outcome.end)) : text;
}

}  // namespace tntc::cli::run
