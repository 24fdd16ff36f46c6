#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/session.h"
#include "engine/history/index.h"
#include "engine/history/run_story.h"

namespace tntc::cli::runs {

// "running", "failed", and so on. A run that has not ended is "stopped" when no engine runs it.
std::string_view state_of(const engine::history::RunRow& run, bool engine_runs);
std::string_view state_of(const engine::history::RunStory& story, bool engine_runs);

// How a state is painted.
ui::Style style_of_state(std::string_view state);

// "cron nightly"
std::string trigger_text(std::string_view trigger, std::string_view name);

// "2026-11-25 21:15:02Z"
std::string time_text(std::int64_t epoch_ms);

std::int64_t now_ms(const Session& session);

}  // namespace tntc::cli::runs
