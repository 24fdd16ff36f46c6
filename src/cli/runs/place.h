#pragma once

#include <optional>
#include <string>

#include "cli/flags/syntax.h"
#include "cli/session.h"
#include "engine/history/live_engine.h"
#include "engine/history/run_story.h"

namespace tntc::cli::runs {

// Whose runs are asked for.
struct Place {
  std::string shown;      // the directory as the user wrote it
  std::string directory;  // absolute
  std::string state;      // where its runs are recorded, absolute
};

// `directory` as the user wrote it: a bare name is that of a deployed workflow, as for `tntc run`.
// `state`: --state, if it was given.
Result<Place> find_place(const World& world, const std::string& directory,
                         const std::optional<std::string>& state);

// --state, as every command takes it that looks at runs.
flags::Flag state_flag(std::optional<std::string>& target);

// What is recorded there; `not_found` when nothing is.
Result<engine::history::RunRecords> open_records(const Place& place);

// One run by the beginning of its id.
struct Found {
  engine::history::RunRecords records;
  engine::history::RunStory story;
};
Result<Found> find_run(const Place& place, const std::string& id);

}  // namespace tntc::cli::runs
