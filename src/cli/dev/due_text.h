#pragma once

#include <optional>
#include <string>

#include "triggers/cron_book.h"

namespace tntc::cli::dev {

// "cron nightly next at 2026-11-26 03:00 Europe/Berlin, in 12h13m"
std::string due_text(const triggers::CronTrigger& trigger, std::optional<triggers::Instant> next,
                     triggers::Instant now);
std::string due_json(const triggers::CronTrigger& trigger, std::optional<triggers::Instant> next);

// Why a due instant, or several, started no run.
std::string decision_text(const triggers::CronTrigger& trigger,
                          const triggers::CronDecision& decision);
std::string decision_json(const triggers::CronTrigger& trigger,
                          const triggers::CronDecision& decision);

}  // namespace tntc::cli::dev
