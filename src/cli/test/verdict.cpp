#include "cli/test/verdict.h"

#include <fmt/format.h>

#include "cli/test/call_checks.h"
#include "cli/test/compare.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

// What came out of a run, in terms of the case.
struct Came {
  std::string error;  // of the node, or all of the workflow's; "": it succeeded
  std::string stopped;
  std::string outputs = "{}";  // by node
};

Came came_of(const Job& job, const triggers::RunOutcome& outcome) {
  Came came;
  came.stopped = ui::unquoted(ui::member(outcome.result, "stopped"));
  came.outputs = ui::member(outcome.result, "outputs");
  for (const ui::Member& error : ui::members(ui::member(outcome.result, "errors"))) {
    const std::string message = ui::unquoted(error.value, error.value);
    if (!came.error.empty()) came.error += '\n';
    came.error += job.node.empty() ? fmt::format("node `{}`: {}", error.name, message) : message;
  }
  const bool told = came.error.find(came.stopped) != std::string::npos;
  if (!told) came.error += (came.error.empty() ? "" : "\n") + came.stopped;
  if (came.error.empty() && outcome.end != triggers::RunEnd::succeeded) {
    came.error = "the run did not end well, and left no reason";
  }
  return came;
}

void add(std::string& why, std::string_view more) {
  if (!why.empty()) why += '\n';
  why += more;
  while (why.ends_with('\n')) why.pop_back();
}

void judge_error(const Job& job, const Came& came, Verdict& verdict) {
  const ExpectedError& expected = *job.what.expected_error;
  if (came.error.empty()) {
    const std::string_view output =
        job.node.empty() ? std::string_view(came.outputs) : ui::member(came.outputs, job.node);
    add(verdict.why, fmt::format("it succeeded with {}; expected the error {}",
                                 output.empty() ? "undefined" : output, expected.written));
  } else if (!is_expected(expected, came.error)) {
    add(verdict.why,
        fmt::format("it failed with: {}\nexpected the error: {}", came.error, expected.written));
  }
}

void compare(std::string_view name, std::string_view expected, std::string_view output,
             std::string& why) {
  if (output.empty()) {
    return add(why, fmt::format("{} returned nothing (undefined); expected {}", name, expected));
  }
  const auto differ = differences(expected, output);
  if (differ.empty()) return;
  add(why, fmt::format("the output of {} is not what was expected (-), but (+):\n{}", name,
                       to_text(differ)));
}

// The outputs of the nodes that `expected` names, or of all.
std::string outputs_named(const std::optional<std::string>& expected, std::string_view outputs) {
  if (!expected) return std::string(outputs);
  std::string json = "{";
  for (const ui::Member& member : ui::members(*expected)) {
    const std::string_view output = ui::member(outputs, member.name);
    if (output.empty()) continue;
    json += fmt::format("{}{}:{}", json.size() > 1 ? "," : "", ui::quoted(member.name), output);
  }
  return json + '}';
}

void judge_output(const Job& job, const Came& came, Verdict& verdict) {
  if (!came.error.empty()) return add(verdict.why, came.error);
  if (!job.node.empty()) {
    const std::string_view output = ui::member(came.outputs, job.node);
    if (!output.empty()) verdict.would_be = output;
    if (job.what.expected) compare("the node", *job.what.expected, output, verdict.why);
    return;
  }
  verdict.would_be = outputs_named(job.what.expected, came.outputs);
  if (!job.what.expected) return;
  for (const ui::Member& member : ui::members(*job.what.expected)) {
    compare("node `" + member.name + '`', member.value, ui::member(came.outputs, member.name),
            verdict.why);
  }
}

}  // namespace

Verdict judge(const Job& job, const triggers::RunOutcome& outcome) {
  Verdict verdict;
  const Came came = came_of(job, outcome);
  // Ended by us: not what the node does by itself, so no expected error can mean it.
  const bool hung = !job.node.empty() && !came.stopped.empty();
  if (hung) {
    add(verdict.why, came.error + " (--timeout)");
  } else if (job.what.expected_error) {
    judge_error(job, came, verdict);
  } else {
    judge_output(job, came, verdict);
  }
  if (!hung) {
    for (const std::string& failure : failed_checks(job.what.checks, outcome.calls)) {
      add(verdict.why, failure);
    }
  }
  verdict.passed = verdict.why.empty();
  if (verdict.passed || !job.what.has_mocks) return verdict;
  for (const std::string& call : unanswered(outcome.calls)) {
    if (verdict.why.find(call) == std::string::npos) add(verdict.why, "no mock answered " + call);
  }
  return verdict;
}

}  // namespace tntc::cli::test
