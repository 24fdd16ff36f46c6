#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/runs/run_graph.h"
#include "engine/history/explain.h"

namespace tntc::cli::runs {

// What a run that has not ended waits for, an engine among it.
std::vector<engine::history::Waiting> waits_of(const engine::history::RunStory& story,
                                               const RunGraph& graph, bool engine_runs,
                                               std::int64_t now);

// One line for each, without line ends: "node `pay`, attempt 2: sleeps until …, in 1h20m".
std::string waiting_text(const engine::history::Waiting& waiting,
                         const engine::history::RunStory& story, std::int64_t now);

}  // namespace tntc::cli::runs
