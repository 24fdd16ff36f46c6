#pragma once

#include <optional>
#include <span>

#include "worker/worker.h"

namespace tntc::worker {

// The options of a worker from the arguments that engine::WorkerEngine gives it, without argv[0].
// Descriptors 3 to 6 are the runs channel, the control channel, the bundle and what the nodes are
// given (powers.h). Nothing when an argument is not one of these: somebody started it by hand.
std::optional<WorkerOptions> parse_arguments(std::span<char* const> arguments);

}  // namespace tntc::worker
