#pragma once

#include <string>

#include "base/result.h"
#include "engine/history/sqlite.h"

namespace tntc::engine::history {

// The tables of an index; it makes them when they are missing, and empties what another version has
// left.
Result<void> prepare_tables(Database& database);

// Reads what has been written to the segments of `state` since the last time.
Result<void> catch_up(Database& database, const std::string& state);

}  // namespace tntc::engine::history
