#include "cli/dev/due_text.h"

#include <fmt/format.h>

#include "ui/elapsed.h"
#include "ui/json_text.h"

namespace tntc::cli::dev {
namespace {

std::string date_text(std::chrono::local_seconds time, char between) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     between, minutes / 60, minutes % 60);
}

// As the clocks of the trigger's zone show it.
std::string moment(const triggers::CronTrigger& trigger, triggers::Instant instant) {
  return date_text(trigger.zone.wall_time(instant), ' ') + ' ' + trigger.zone.name();
}

std::string iso(triggers::Instant instant) {
  return '"' + date_text(std::chrono::local_seconds(instant.time_since_epoch()), 'T') + ":00Z\"";
}

}  // namespace

std::string due_text(const triggers::CronTrigger& trigger, std::optional<triggers::Instant> next,
                     triggers::Instant now) {
  if (!next) return fmt::format("cron {} never fires", title_of(trigger));
  return fmt::format("cron {} next at {}, in {}", title_of(trigger), moment(trigger, *next),
                     ui::elapsed(*next - now));
}

std::string due_json(const triggers::CronTrigger& trigger, std::optional<triggers::Instant> next) {
  return fmt::format(R"({{"event":"cron","triggerName":{},"schedule":{},"timezone":{},"next":{}}})",
                     ui::quoted(trigger.name), ui::quoted(trigger.schedule),
                     ui::quoted(trigger.zone.name()), next ? iso(*next) : "null");
}

std::string decision_text(const triggers::CronTrigger& trigger,
                          const triggers::CronDecision& decision) {
  const std::string first = moment(trigger, decision.first);
  if (decision.verdict == triggers::CronVerdict::skipped) {
    return fmt::format("cron {} skipped at {}: the run before is still going", title_of(trigger),
                       first);
  }
  constexpr const char* kWhy = "this machine slept, or its clock was set";
  if (decision.count == 1)
    return fmt::format("cron {} missed at {}: {}", title_of(trigger), first, kWhy);
  return fmt::format("cron {} missed {}{} times from {} to {}: {}", title_of(trigger),
                     decision.at_least ? "more than " : "", decision.count, first,
                     moment(trigger, decision.last), kWhy);
}

std::string decision_json(const triggers::CronTrigger& trigger,
                          const triggers::CronDecision& decision) {
  const bool skipped = decision.verdict == triggers::CronVerdict::skipped;
  return fmt::format(
      R"({{"event":"cron_{}","triggerName":{},"schedule":{},"first":{},"last":{},"count":{},)"
      R"("atLeast":{}}})",
      skipped ? "skipped" : "missed", ui::quoted(trigger.name), ui::quoted(trigger.schedule),
      iso(decision.first), iso(decision.last), decision.count, decision.at_least);
}

}  // namespace tntc::cli::dev
