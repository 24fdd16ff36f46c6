#pragma once

#include "cli/report.h"
#include "cli/session.h"
#include "cli/test/bench.h"

namespace tntc::cli::test {

// Runs all tests, then, after each edit, those that it affects, and says so each time. Ends with
// Ctrl-C.
Report keep_testing(Bench& bench, Session& session);

}  // namespace tntc::cli::test
