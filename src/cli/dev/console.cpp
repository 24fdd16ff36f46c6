#include "cli/dev/console.h"

#include <fmt/format.h>

#include "cli/dev/due_text.h"
#include "ui/envelope.h"
#include "ui/json_text.h"
#include "ui/render.h"

namespace tntc::cli::dev {
namespace {

constexpr std::size_t kPathsShown = 3;
constexpr const char* kStillServing = "still serving the last valid version";

std::string list_of(const std::vector<std::string>& paths) {
  if (paths.empty() || paths.front().empty()) return "many files";
  std::string text;
  for (std::size_t i = 0; i < paths.size() && i < kPathsShown; ++i) {
    text += (i == 0 ? "" : ", ") + paths[i];
  }
  if (paths.size() > kPathsShown) text += fmt::format(" and {} more", paths.size() - kPathsShown);
  return text;
}

std::string array_of(const std::vector<std::string>& paths) {
  std::string json = "[";
  for (const std::string& path : paths) json += (json.size() > 1 ? "," : "") + ui::quoted(path);
  return json + ']';
}

std::string error_json(const Error& error) {
  return fmt::format(R"({{"kind":"{}","message":{},"where":{},"hint":{}}})", to_string(error.kind),
                     ui::quoted(error.message), ui::quoted(error.where), ui::quoted(error.hint));
}

// How runs can be started beside POST /run.
std::string doors_of(const spec::Workflow& workflow, const std::string& url) {
  std::string text;
  for (const spec::Trigger& trigger : workflow.triggers) {
    if (trigger.type == spec::TriggerType::queue) {
      text += fmt::format("\n  POST {}/events/{}   stands in for a message", url, trigger.subject);
    } else if (trigger.type == spec::TriggerType::webhook) {
      text += fmt::format("\n  POST {}{}   runs it with the JSON body", url, trigger.path);
    }
  }
  return text;
}

bool has_cron(const spec::Workflow& workflow) {
  for (const spec::Trigger& trigger : workflow.triggers) {
    if (trigger.type == spec::TriggerType::cron) return true;
  }
  return false;
}

}  // namespace

void Console::line(const std::string& text) const {
  if (!json()) session_.world.out(text + '\n');
}

void Console::event(const std::string& text) const {
  if (json()) session_.world.out(text + '\n');
}

void Console::serving(const std::string& url, const spec::Workflow& workflow,
                      const triggers::CronBook* book, triggers::Instant now) const {
  line(
      fmt::format("Serving {0} at {1}\n  POST {1}/run   run it: curl -d '{{}}' {1}/run{2}\n"
                  "  edits are taken over as they are saved; Ctrl-C ends",
                  workflow.name, url, doors_of(workflow, url)));
  event(fmt::format(R"({{"event":"serving","workflow":{},"url":{}}})", ui::quoted(workflow.name),
                    ui::quoted(url)));
  if (book != nullptr) return next_due(*book, now);
  if (has_cron(workflow)) line("  cron triggers do not fire: --no-cron");
}

void Console::next_due(const triggers::CronBook& book, triggers::Instant now) const {
  for (std::size_t i = 0; i < book.size(); ++i) {
    line("  " + due_text(book.trigger(i), book.next_of(i), now));
    event(due_json(book.trigger(i), book.next_of(i)));
  }
}

void Console::run(const EndedRun& run) const {
  if (json()) return event(run_json(run));
  session_.world.out(run_text(run, session_.out));
}

void Console::run_refused(const std::string& trigger, const Error& error) const {
  line(fmt::format("run refused ({}): {}", trigger, error.message));
  event(fmt::format(R"({{"event":"run_refused","trigger":{},"error":{}}})", ui::quoted(trigger),
                    error_json(error)));
}

void Console::cron(const triggers::CronTrigger& trigger,
                   const triggers::CronDecision& decision) const {
  if (decision.verdict == triggers::CronVerdict::run) return;  // the run speaks for itself
  line(decision_text(trigger, decision));
  event(decision_json(trigger, decision));
}

void Console::reloaded(const std::vector<std::string>& paths) const {
  line(list_of(paths) + " changed: reloaded");
  event(fmt::format(R"({{"event":"reloaded","paths":{}}})", array_of(paths)));
}

void Console::refused(const std::vector<std::string>& paths,
                      const std::vector<Diagnostic>& diagnostics) const {
  if (!json()) session_.world.err(ui::render(diagnostics, session_.err));
  line(fmt::format("{} changed: not valid; {}", list_of(paths), kStillServing));
  event(fmt::format(R"({{"event":"refused","paths":{},"diagnostics":{}}})", array_of(paths),
                    ui::to_json(diagnostics)));
}

void Console::refused(const std::vector<std::string>& paths, const Error& error) const {
  if (!json()) session_.world.err(ui::render(error, session_.err));
  line(fmt::format("{} changed: {}", list_of(paths), kStillServing));
  event(fmt::format(R"({{"event":"refused","paths":{},"error":{}}})", array_of(paths),
                    error_json(error)));
}

void Console::warned(const std::vector<Diagnostic>& diagnostics) const {
  if (diagnostics.empty()) return;
  if (!json()) session_.world.err(ui::render(diagnostics, session_.err));
  event(fmt::format(R"({{"event":"warnings","diagnostics":{}}})", ui::to_json(diagnostics)));
}

void Console::mended() const {
  line("valid again; nothing to take over");
  event(R"({"event":"mended"})");
}

void Console::draining() const {
  line("draining; press Ctrl-C again to end at once");
  event(R"({"event":"draining"})");
}

}  // namespace tntc::cli::dev
