#include "engine/history/index.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/hex.h"
#include "engine/history/catch_up.h"
#include "engine/history/segment_files.h"
#include "io/fd.h"

namespace tntc::engine::history {
namespace {

constexpr const char* kFile = "/index.sqlite";
constexpr const char* kInMemory = ":memory:";
constexpr mode_t kOwnerOnly = 0600;

// SQLite gives its journal the mode of the file, so that one is made first.
Result<void> make_file(const std::string& file) {
  const io::Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!fd) return fail_errno("making " + file, errno);
  return {};
}

void remove_file(const std::string& file) {
  ::unlink(file.c_str());
  ::unlink((file + "-journal").c_str());
}

std::string id_in(const Statement& row, int column) {
  Uuid uuid{};
  const std::string_view bytes = row.bytes(column);
  std::memcpy(uuid.data(), bytes.data(), std::min(bytes.size(), uuid.size()));
  return uuid_text(uuid);
}

// The least and the greatest id that begins with these digits; nothing when they are none.
std::optional<std::pair<Uuid, Uuid>> range_of(std::string_view prefix) {
  std::string digits;
  for (const char c : prefix) {
    if (c == '-') continue;
    if (hex_digit(c) < 0) return std::nullopt;
    digits += c;
  }
  constexpr std::size_t kDigits = 32;
  if (digits.empty() || digits.size() > kDigits) return std::nullopt;
  std::pair<Uuid, Uuid> range;
  for (std::size_t i = 0; i < kDigits; ++i) {
    const bool known = i < digits.size();
    const int low = known ? hex_digit(digits[i]) : 0;
    const int high = known ? hex_digit(digits[i]) : 15;
    range.first[i / 2] = static_cast<std::uint8_t>(range.first[i / 2] << 4 | low);
    range.second[i / 2] = static_cast<std::uint8_t>(range.second[i / 2] << 4 | high);
  }
  return range;
}

std::string_view bytes_of(const Uuid& uuid) {
  return {reinterpret_cast<const char*>(uuid.data()), uuid.size()};
}

constexpr const char* kList = R"(
  SELECT id, trigger, trigger_name, accepted_at, ended_at, end, sent, cancelled, failed_node
  FROM runs
  WHERE accepted_at IS NOT NULL
    AND (?1 IS NULL OR accepted_at >= ?1)
    AND (?2 IS NULL OR id < ?2)
    AND (?3 = 0 OR (?4 IS NULL AND ended_at IS NULL) OR end = ?4)
    AND (?5 IS NULL OR sent = ?5)
  ORDER BY id DESC LIMIT ?6
)";

RunRow row_of(const Statement& row) {
  RunRow run;
  run.id = id_in(row, 0);
  run.trigger = row.bytes(1);
  run.trigger_name = row.bytes(2);
  run.accepted_at = row.number(3);
  run.ended_at = row.number(4);
  run.end = static_cast<triggers::RunEnd>(row.number(5));
  run.sent = row.number(6) != 0;
  run.cancelled = row.number(7) != 0;
  run.failed_node = row.bytes(8);
  return run;
}

}  // namespace

Result<Index> Index::make(const std::string& file, const std::string& state) {
  if (file != kInMemory) TNTC_CHECK(make_file(file));
  TNTC_TRY(Database database, Database::open(file));
  TNTC_CHECK(prepare_tables(database));
  TNTC_CHECK(catch_up(database, state));
  return Index(std::move(database));
}

Result<Index> Index::open(const std::string& state) {
  TNTC_TRY(const auto segments, list_segments(state));
  static_cast<void>(segments);
  const std::string file = state + kFile;
  if (auto index = make(file, state)) return index;
  // It is damaged, or of a SQLite we cannot read; everything in it can be read again.
  remove_file(file);
  if (auto index = make(file, state)) return index;
  // The disk is full, or may only be read.
  return during("reading the journal of " + state, make(kInMemory, state));
}

Result<std::vector<RunRow>> Index::list(const RunFilter& filter) {
  TNTC_TRY(Statement rows, database_.prepare(kList));
  if (filter.since) rows.bind(1, *filter.since);
  const auto before = uuid_from(filter.before);
  if (before) rows.bind_bytes(2, bytes_of(*before));
  rows.bind(3, filter.state.has_value());
  if (filter.state && filter.state->end)
    rows.bind(4, static_cast<std::int64_t>(*filter.state->end));
  if (filter.state && filter.state->sent) rows.bind(5, *filter.state->sent);
  rows.bind(6, static_cast<std::int64_t>(filter.limit));
  std::vector<RunRow> runs;
  for (;;) {
    TNTC_TRY(const bool is_row, rows.step());
    if (!is_row) return runs;
    runs.push_back(row_of(rows));
  }
}

Result<std::vector<std::string>> Index::with_prefix(std::string_view prefix, std::size_t limit) {
  std::vector<std::string> ids;
  const auto range = range_of(prefix);
  if (!range) return ids;
  TNTC_TRY(Statement rows,
           database_.prepare("SELECT id FROM runs WHERE accepted_at IS NOT NULL AND id BETWEEN ?1 "
                             "AND ?2 ORDER BY id DESC LIMIT ?3"));
  rows.bind_bytes(1, bytes_of(range->first));
  rows.bind_bytes(2, bytes_of(range->second));
  rows.bind(3, static_cast<std::int64_t>(limit));
  for (;;) {
    TNTC_TRY(const bool is_row, rows.step());
    if (!is_row) return ids;
    ids.push_back(id_in(rows, 0));
  }
}

Result<std::vector<Place>> Index::places_of(const Uuid& run) {
  TNTC_TRY(Statement rows, database_.prepare("SELECT segment, first, last FROM places WHERE id = "
                                             "?1 ORDER BY segment"));
  rows.bind_bytes(1, bytes_of(run));
  std::vector<Place> places;
  for (;;) {
    TNTC_TRY(const bool is_row, rows.step());
    if (!is_row) return places;
    places.push_back({static_cast<std::uint64_t>(rows.number(0)),
                      static_cast<std::size_t>(rows.number(1)),
                      static_cast<std::size_t>(rows.number(2))});
  }
}

}  // namespace tntc::engine::history
