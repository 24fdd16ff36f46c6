#include "cli/runs/state_text.h"

#include <chrono>

#include <fmt/format.h>

#include "cli/log_text.h"
#include "cli/ports.h"

namespace tntc::cli::runs {
namespace {

std::string_view state_of(std::int64_t ended_at, triggers::RunEnd end, bool sent,
                          bool engine_runs) {
  if (ended_at != 0) return name_of(end);
  if (!engine_runs) return "stopped";
  return sent ? "running" : "queued";
}

}  // namespace

std::string_view state_of(const engine::history::RunRow& run, bool engine_runs) {
  return state_of(run.ended_at, run.end, run.sent, engine_runs);
}

std::string_view state_of(const engine::history::RunStory& story, bool engine_runs) {
  if (story.ended) return name_of(story.ended->end);
  return state_of(0, {}, story.log.sent(), engine_runs);
}

ui::Style style_of_state(std::string_view state) {
  if (state == "succeeded") return ui::Style::green;
  if (state == "failed" || state == "interrupted") return ui::Style::red;
  if (state == "cancelled" || state == "stopped") return ui::Style::yellow;
  return ui::Style::cyan;
}

std::string trigger_text(std::string_view trigger, std::string_view name) {
  std::string text = harmless(trigger);
  if (!name.empty()) text += ' ' + harmless(name);
  return text;
}

std::string time_text(std::int64_t epoch_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(epoch_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::int64_t now_ms(const Session& session) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             session.ports.now().time_since_epoch())
      .count();
}

}  // namespace tntc::cli::runs
