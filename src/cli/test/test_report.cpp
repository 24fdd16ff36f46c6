#include "cli/test/test_report.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/log_text.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

using ui::Style;

// Of more untested nodes than these only the names are told, in a row.
constexpr std::size_t kUntestedLines = 8;

// A chatty node is not to hide what went wrong.
constexpr std::size_t kShownLogs = 20;

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += "      " + std::string(text.substr(0, end)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string mark(bool passed, const ui::Terminal& terminal) {
  if (terminal.utf8) return passed ? "✓" : "✗";
  return passed ? "ok" : "not ok";
}

std::string lines_of(const TestResult& result, const ui::Terminal& terminal) {
  const bool passed = result.verdict.passed;
  std::string text =
      fmt::format("  {} {} ({}ms)\n",
                  ui::paint(mark(passed, terminal), passed ? Style::green : Style::red, terminal),
                  result.job.title, result.duration.count());
  if (passed) return text;
  text += indented(result.verdict.why);
  const std::size_t skipped = result.logs.size() > kShownLogs ? result.logs.size() - kShownLogs : 0;
  if (skipped > 0) text += indented(fmt::format("… {} lines of its log before", skipped));
  for (std::size_t i = skipped; i < result.logs.size(); ++i) {
    text += indented(log_text(result.logs[i], terminal));
  }
  return text;
}

std::string lines_of(const std::vector<std::string>& untested, const ui::Terminal& terminal) {
  const std::string circle = ui::paint(terminal.utf8 ? "○" : "-", Style::yellow, terminal);
  if (untested.size() > kUntestedLines) {
    return fmt::format("  {} untested: {}\n", circle, fmt::join(untested, ", "));
  }
  std::string text;
  for (const std::string& node : untested) {
    text += fmt::format("  {} {}: untested\n", circle, node);
  }
  return text;
}

std::string sum(const Round& round) {
  const std::size_t all = round.results.size();
  std::string text = fmt::format("{}/{} tests passed", all - failures(round), all);
  if (const std::size_t count = round.untested.size(); count > 0) {
    text += fmt::format(", {} node{} untested", count, count == 1 ? "" : "s");
  }
  return text;
}

std::string json_of(const TestResult& result) {
  const Job& job = result.job;
  std::string json = fmt::format(
      R"({{"name":{},"node":{},"file":{},"case":{},"line":{},"passed":{},"durationMs":{})",
      ui::quoted(job.title), job.node.empty() ? "null" : ui::quoted(job.node),
      job.file.empty() ? "null" : ui::quoted(job.file),
      job.what.name.empty() ? "null" : ui::quoted(job.what.name), job.what.line,
      result.verdict.passed, result.duration.count());
  if (!result.verdict.passed) json += ",\"error\":" + ui::quoted(result.verdict.why);
  if (result.verdict.would_be) json += ",\"output\":" + *result.verdict.would_be;
  return json + '}';
}

std::string json_of(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) json += (json.size() > 1 ? "," : "") + ui::quoted(text);
  return json + ']';
}

}  // namespace

std::size_t failures(const Round& round) {
  return static_cast<std::size_t>(std::ranges::count_if(
      round.results, [](const TestResult& result) { return !result.verdict.passed; }));
}

std::string text_of(const Round& round, const ui::Terminal& terminal) {
  const char* rule = terminal.utf8 ? "───" : "---";
  std::string text = fmt::format("\n{} Test Results {}\n", rule, rule);
  for (const TestResult& result : round.results) text += lines_of(result, terminal);
  text += lines_of(round.untested, terminal);
  for (const std::string& file : round.updated) text += "  updated " + file + '\n';
  return text + '\n' + sum(round) + '\n';
}

std::string json_of(const Round& round) {
  std::string json =
      fmt::format(R"({{"passed":{},"failed":{},"untested":{},"updated":{},"tests":[)",
                  round.results.size() - failures(round), failures(round), json_of(round.untested),
                  json_of(round.updated));
  for (const TestResult& result : round.results) {
    json += (json.ends_with('[') ? "" : ",") + json_of(result);
  }
  return json + "]}";
}

Report report_of(Round round, const ui::Terminal& terminal) {
  Report report;
  report.text = text_of(round, terminal);
  report.data = json_of(round);
  const std::size_t failed = failures(round);
  if (failed > 0) {
    const std::size_t all = round.results.size();
    report.error = Error{ErrorKind::internal,
                         fmt::format("{} of {} test{} failed", failed, all, all == 1 ? "" : "s"),
                         {},
                         {}};
    report.fault = Fault::work;
  }
  report.warnings = std::move(round.warnings);
  return report;
}

}  // namespace tntc::cli::test
