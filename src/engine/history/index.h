#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/uuid.h"
#include "engine/history/sqlite.h"
#include "triggers/run_port.h"

namespace tntc::engine::history {

// What the list of runs says of one.
struct RunRow {
  std::string id;
  std::string trigger;
  std::string trigger_name;
  std::int64_t accepted_at = 0;                     // Unix epoch, ms
  std::int64_t ended_at = 0;                        // 0: it has not
  triggers::RunEnd end = triggers::RunEnd::failed;  // once it has
  bool sent = false;                                // to a worker
  bool cancelled = false;                           // somebody asked for its end
  std::string failed_node;                          // the first that failed for good
};

// Which runs: of those that hold, the newest `limit`.
struct RunFilter {
  std::size_t limit = 100;
  std::optional<std::int64_t> since;  // accepted then or later
  std::string before;                 // the id of a run: older ones only
  // An end, or none of them: not ended. `sent` is looked at of those only.
  struct State {
    std::optional<triggers::RunEnd> end;
    std::optional<bool> sent;
  };
  std::optional<State> state;
};

// Where in a segment the records of a run stand, and maybe others between them.
struct Place {
  std::uint64_t segment = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The runs that stand in the segments of a journal, in a SQLite file beside them: `index.sqlite`.
// It holds nothing that is not in the segments, so it may be removed at any time. Whoever asks
// brings it up to date, without the journal's lock and without the engine knowing: what was read
// once is not read again. Where the file cannot be used, it is done in memory.
class Index {
 public:
  // Up to date with the directory `state`. `not_found` when that is not there.
  static Result<Index> open(const std::string& state);

  // Newest first.
  Result<std::vector<RunRow>> list(const RunFilter& filter);
  // The ids that begin with these digits, at most `limit`.
  Result<std::vector<std::string>> with_prefix(std::string_view prefix, std::size_t limit);
  // In the order of the segments.
  Result<std::vector<Place>> places_of(const Uuid& run);

 private:
  explicit Index(Database database) : database_(std::move(database)) {}
  static Result<Index> make(const std::string& file, const std::string& state);

  Database database_;
};

}  // namespace tntc::engine::history
