#include "engine/history/catch_up.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/history/segment_files.h"
#include "engine/journal/contents.h"
#include "engine/journal/replay.h"

namespace tntc::engine::history {
namespace {

using journal::Record;
using journal::RecordKind;
using journal::RunKey;

// Of the tables: another one, and they are made anew.
constexpr std::int64_t kTables = 1;
// Segments may vanish while they are read, and what was in them stand in new ones.
constexpr int kMostRounds = 8;
// What is held in memory before it is written.
constexpr std::size_t kMostHeld = 200'000;

constexpr const char* kMake = R"(
  DROP TABLE IF EXISTS runs;
  DROP TABLE IF EXISTS places;
  DROP TABLE IF EXISTS segments;
  CREATE TABLE runs(
    id BLOB PRIMARY KEY, begins INT, accepted_at INT, trigger TEXT, trigger_name TEXT,
    sent INT, cancelled INT, ended_at INT, end INT, failed_at INT, failed_node TEXT
  ) WITHOUT ROWID;
  CREATE TABLE places(id BLOB, segment INT, first INT, last INT, PRIMARY KEY(id, segment))
    WITHOUT ROWID;
  CREATE TABLE segments(number INTEGER PRIMARY KEY, end INT, last_at INT, last_header INT);
  PRAGMA user_version = 1;
)";

// A record that compaction has copied is met again: everything here may be said twice.
constexpr const char* kPutRun = R"(
  INSERT INTO runs VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
  ON CONFLICT(id) DO UPDATE SET
    begins = max(coalesce(begins, 0), coalesce(excluded.begins, begins, 0)),
    accepted_at = coalesce(accepted_at, excluded.accepted_at),
    trigger = coalesce(trigger, excluded.trigger),
    trigger_name = coalesce(trigger_name, excluded.trigger_name),
    sent = max(sent, excluded.sent),
    cancelled = max(cancelled, excluded.cancelled),
    ended_at = coalesce(ended_at, excluded.ended_at),
    end = coalesce(end, excluded.end),
    failed_node = iif(failed_at IS NULL OR excluded.failed_at < failed_at,
                      coalesce(excluded.failed_node, failed_node), failed_node),
    failed_at = min(coalesce(failed_at, excluded.failed_at),
                    coalesce(excluded.failed_at, failed_at))
)";

constexpr const char* kPutPlace = R"(
  INSERT INTO places VALUES(?1, ?2, ?3, ?4)
  ON CONFLICT(id, segment) DO UPDATE SET
    first = min(first, excluded.first), last = max(last, excluded.last)
)";

std::string_view bytes_of(const RunKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// What the records of a run that were read this time say.
struct Facts {
  struct Place {
    std::uint64_t segment;
    std::size_t begin, end;
  };
  std::optional<journal::Accepted> accepted = {};
  std::uint64_t begins = 0;  // the last segment in which it is accepted
  bool sent = false;
  bool cancelled = false;
  std::optional<std::uint32_t> failed_at = {};  // the number of that record
  std::string failed_node = {};
  std::optional<journal::RunEnded> ended = {};
  std::vector<Place> places = {};
};

class CatchUp {
 public:
  static Result<CatchUp> make(Database& database, const std::string& state) {
    TNTC_TRY(Statement put_run, database.prepare(kPutRun));
    TNTC_TRY(Statement put_place, database.prepare(kPutPlace));
    TNTC_TRY(Statement put_mark,
             database.prepare("INSERT OR REPLACE INTO segments VALUES(?1, ?2, ?3, ?4)"));
    return CatchUp(database, state, std::move(put_run), std::move(put_place), std::move(put_mark));
  }

  Result<void> run() {
    TNTC_CHECK(read_marks());
    for (int round = 0; round < kMostRounds; ++round) {
      TNTC_TRY(const std::vector<std::uint64_t> present, list_segments(state_));
      if (round == 0 && !is_same_journal(present)) TNTC_CHECK(start_anew());
      TNTC_TRY(const bool vanished, read_segments(present));
      TNTC_CHECK(write_facts());
      if (vanished) continue;
      return forget_all_but(present);
    }
    return {};  // an engine that compacts so fast is told of next time
  }

 private:
  CatchUp(Database& database, std::string state, Statement put_run, Statement put_place,
          Statement put_mark)
      : database_(database),
        state_(std::move(state)),
        put_run_(std::move(put_run)),
        put_place_(std::move(put_place)),
        put_mark_(std::move(put_mark)) {}

  Result<void> read_marks() {
    TNTC_TRY(Statement rows,
             database_.prepare("SELECT number, end, last_at, last_header FROM segments"));
    for (;;) {
      TNTC_TRY(const bool is_row, rows.step());
      if (!is_row) break;
      marks_[static_cast<std::uint64_t>(rows.number(0))] = {
          .end = static_cast<std::size_t>(rows.number(1)),
          .last_at = static_cast<std::size_t>(rows.number(2)),
          .last_header = static_cast<std::uint32_t>(rows.number(3))};
    }
    if (!marks_.empty()) newest_before_ = marks_.rbegin()->first;
    return {};
  }

  // Not when somebody has put another journal into the directory.
  bool is_same_journal(const std::vector<std::uint64_t>& present) const {
    if (marks_.empty()) return true;
    if (present.empty() || present.back() < marks_.rbegin()->first) return false;
    return std::ranges::all_of(present, [this](std::uint64_t number) {
      const auto mark = marks_.find(number);
      if (mark == marks_.end() || still_holds(state_, number, mark->second)) return true;
      // Compaction may have removed it meanwhile.
      return !read_segment(state_, number, 0, 1).has_value();
    });
  }

  Result<void> start_anew() {
    marks_.clear();
    newest_before_ = 0;
    return database_.execute("DELETE FROM runs; DELETE FROM places; DELETE FROM segments");
  }

  // Whether one was gone when its turn came.
  Result<bool> read_segments(const std::vector<std::uint64_t>& present) {
    bool vanished = false;
    for (const std::uint64_t number : present) {
      // Nothing is written any more to one that had a successor when it was read.
      if (number < newest_before_ && marks_.contains(number)) continue;
      const Result<void> done = read(number);
      if (!done && done.error().kind == ErrorKind::not_found) {
        vanished = true;
        continue;
      }
      if (!done) return tl::unexpected(done.error());
      if (facts_.size() >= kMostHeld) TNTC_CHECK(write_facts());
    }
    return vanished;
  }

  Result<void> read(std::uint64_t number) {
    const auto known = marks_.find(number);
    Mark mark = known == marks_.end() ? Mark{} : known->second;
    const auto take = [&](const Record& record, std::size_t begin, std::size_t end) {
      take_record(record, number, begin, end);
    };
    TNTC_TRY(const std::string bytes, read_segment(state_, number, mark.end));
    if (!scan(bytes, mark, AtDamage::stop, take)) {
      // Of a batch that was being written the end may be seen before the beginning, once.
      TNTC_TRY(const std::string again, read_segment(state_, number, mark.end));
      scan(again, mark, AtDamage::go_on, take);
    }
    if (known != marks_.end() && known->second.end == mark.end) return {};
    marks_[number] = mark;
    put_mark_.bind(1, static_cast<std::int64_t>(number));
    put_mark_.bind(2, static_cast<std::int64_t>(mark.end));
    put_mark_.bind(3, static_cast<std::int64_t>(mark.last_at));
    put_mark_.bind(4, mark.last_header);
    return put_mark_.run();
  }

  void take_record(const Record& record, std::uint64_t segment, std::size_t begin,
                   std::size_t end) {
    if (record.kind == RecordKind::batch) return;
    Facts& facts = facts_[record.run];
    if (facts.places.empty() || facts.places.back().segment != segment) {
      facts.places.push_back({segment, begin, end});
    }
    facts.places.back().end = end;
    switch (record.kind) {
      case RecordKind::accepted:
        if (!facts.accepted) facts.accepted = journal::read<journal::Accepted>(record.payload);
        if (facts.accepted) facts.begins = segment;
        break;
      case RecordKind::sent: facts.sent = true; break;
      case RecordKind::cancelled: facts.cancelled = true; break;
      case RecordKind::node_end: take_node_end(facts, record); break;
      case RecordKind::run_end:
        facts.ended = journal::read<journal::RunEnded>(record.payload);
        break;
      case RecordKind::forgotten: forgotten_.push_back(record.run); break;
      default: break;
    }
  }

  static void take_node_end(Facts& facts, const Record& record) {
    if (facts.failed_at && *facts.failed_at <= record.sequence) return;
    auto end = journal::read<journal::NodeEnd>(record.payload);
    if (!end || !end->final || end->how != journal::NodeEnd::How::failed) return;
    facts.failed_at = record.sequence;
    facts.failed_node = std::move(end->node);
  }

  Result<void> write_facts() {
    // In the order of the keys: a tree grows faster at its end.
    std::vector<std::pair<RunKey, const Facts*>> sorted;
    for (const auto& [key, facts] : facts_) sorted.emplace_back(key, &facts);
    std::ranges::sort(sorted);
    for (const auto& [key, facts] : sorted) TNTC_CHECK(write(key, *facts));
    facts_.clear();
    TNTC_CHECK(erase("DELETE FROM runs WHERE id = ?1"));
    TNTC_CHECK(erase("DELETE FROM places WHERE id = ?1"));
    forgotten_.clear();
    return {};
  }

  Result<void> write(const RunKey& key, const Facts& facts) {
    for (int i = 2; i <= 11; ++i) put_run_.bind_null(i);
    put_run_.bind_bytes(1, bytes_of(key));
    put_run_.bind(6, facts.sent);
    put_run_.bind(7, facts.cancelled);
    if (const auto& accepted = facts.accepted) {
      put_run_.bind(2, static_cast<std::int64_t>(facts.begins));
      put_run_.bind(3, accepted->at);
      put_run_.bind_text(4, accepted->trigger);
      put_run_.bind_text(5, accepted->trigger_name);
    }
    if (const auto& ended = facts.ended) {
      put_run_.bind(8, std::max<std::int64_t>(1, ended->at));
      put_run_.bind(9, static_cast<std::int64_t>(ended->end));
    }
    if (facts.failed_at) {
      put_run_.bind(10, *facts.failed_at);
      put_run_.bind_text(11, facts.failed_node);
    }
    TNTC_CHECK(put_run_.run());
    for (const Facts::Place& place : facts.places) {
      put_place_.bind_bytes(1, bytes_of(key));
      put_place_.bind(2, static_cast<std::int64_t>(place.segment));
      put_place_.bind(3, static_cast<std::int64_t>(place.begin));
      put_place_.bind(4, static_cast<std::int64_t>(place.end));
      TNTC_CHECK(put_place_.run());
    }
    return {};
  }

  Result<void> erase(const char* sql) {
    if (forgotten_.empty()) return {};
    TNTC_TRY(Statement statement, database_.prepare(sql));
    for (const RunKey& key : forgotten_) {
      statement.bind_bytes(1, bytes_of(key));
      TNTC_CHECK(statement.run());
    }
    return {};
  }

  // Of a run the beginning goes first; without it the rest says nothing.
  Result<void> forget_all_but(const std::vector<std::uint64_t>& present) {
    for (auto mark = marks_.begin(); mark != marks_.end();) {
      if (std::ranges::binary_search(present, mark->first)) {
        ++mark;
        continue;
      }
      for (const char* sql :
           {"DELETE FROM places WHERE segment = ?1", "DELETE FROM runs WHERE begins = ?1",
            "DELETE FROM segments WHERE number = ?1"}) {
        TNTC_TRY(Statement statement, database_.prepare(sql));
        statement.bind(1, static_cast<std::int64_t>(mark->first));
        TNTC_CHECK(statement.run());
      }
      mark = marks_.erase(mark);
    }
    return {};
  }

  Database& database_;
  std::string state_;
  Statement put_run_, put_place_, put_mark_;
  std::map<std::uint64_t, Mark> marks_;
  std::unordered_map<RunKey, Facts, journal::RunKeyHash> facts_;
  std::vector<RunKey> forgotten_;
  std::uint64_t newest_before_ = 0;  // of the segments that were read another time
};

Result<std::int64_t> version_of_tables(Database& database) {
  TNTC_TRY(Statement ask, database.prepare("PRAGMA user_version"));
  TNTC_CHECK(ask.step());
  return ask.number(0);
}

// One process at a time; all of it, or nothing.
Result<void> in_one_transaction(Database& database, const std::function<Result<void>()>& act) {
  TNTC_CHECK(database.execute("BEGIN IMMEDIATE"));
  if (auto done = act(); !done) {
    (void)database.execute("ROLLBACK");
    return done;
  }
  return database.execute("COMMIT");
}

}  // namespace

Result<void> prepare_tables(Database& database) {
  // What a power cut leaves of it is made again: no syncs. Not in a log of its own: more files.
  TNTC_CHECK(database.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536"));
  TNTC_TRY(const std::int64_t version, version_of_tables(database));
  if (version == kTables) return {};
  return in_one_transaction(database, [&]() -> Result<void> {
    TNTC_TRY(const std::int64_t now, version_of_tables(database));
    return now == kTables ? Result<void>() : database.execute(kMake);
  });
}

Result<void> catch_up(Database& database, const std::string& state) {
  return in_one_transaction(database, [&]() -> Result<void> {
    TNTC_TRY(CatchUp work, CatchUp::make(database, state));
    return work.run();
  });
}

}  // namespace tntc::engine::history
