#pragma once

#include "cli/command.h"
#include "cli/test/target.h"
#include "cli/test/test_command.h"

namespace tntc::cli::test {

// Writes fixtures of what nodes were given and gave in a recorded run: of the node that the target
// names, or of all that have ended.
Report record(const Options& options, Session& session, const Target& target);

}  // namespace tntc::cli::test
