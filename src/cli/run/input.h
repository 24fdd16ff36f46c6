#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/world.h"
#include "triggers/run_port.h"

namespace tntc::cli::run {

// The input of a run as the user gave it: JSON text, "@FILE", "-" for standard input; "{}" when
// nothing was given. `invalid` with file, line and column when it is not JSON.
Result<std::string> read_run_input(const World& world, const std::optional<std::string>& given);

// Events as the user gave them: NAME, or NAME=JSON. `invalid` when one is not.
Result<std::vector<triggers::RunEvent>> read_events(const std::vector<std::string>& given);

}  // namespace tntc::cli::run
