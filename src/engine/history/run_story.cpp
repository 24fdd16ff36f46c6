#include "engine/history/run_story.h"

#include <algorithm>
#include <utility>

#include "engine/history/segment_files.h"
#include "engine/journal/writer.h"
#include "io/files.h"

namespace tntc::engine::history {
namespace {

using journal::RecordAt;
using journal::RecordKind;

constexpr std::size_t kLargestFile = 1u << 30;

struct Kept {
  std::uint32_t sequence;
  RecordKind kind;
  std::string payload;
};

void gather(std::string_view bytes, const Uuid& run, std::vector<Kept>& records) {
  for (std::size_t at = 0; at < bytes.size();) {
    const RecordAt found = journal::record_at(bytes, at);
    if (found.state == RecordAt::State::none) {
      at += 8;
      continue;
    }
    if (found.state == RecordAt::State::whole && found.record.run == run) {
      records.push_back(
          {found.record.sequence, found.record.kind, std::string(found.record.payload)});
    }
    at += found.size;
  }
}

// In their order, each once: compaction copies records.
void put_in_order(std::vector<Kept>& records) {
  std::ranges::stable_sort(records, {}, &Kept::sequence);
  const auto copies = std::ranges::unique(records, {}, &Kept::sequence);
  records.erase(copies.begin(), copies.end());
}

Attempt& attempt_of(RunStory& story, const std::string& node, int number) {
  std::vector<Attempt>& all = story.attempts[node];
  const auto found = std::ranges::find(all, number, &Attempt::number);
  if (found != all.end()) return *found;
  all.push_back({.number = number});
  return all.back();
}

// What its end says is when the first attempt in that process began.
std::int64_t begin_of(const std::vector<Attempt>& all, const journal::NodeEnd& end) {
  const bool is_of_another = std::ranges::any_of(all, [&](const Attempt& attempt) {
    return attempt.number < end.attempt && attempt.end && attempt.end->ended_at > end.started_at;
  });
  return is_of_another ? 0 : end.started_at;
}

void take(RunStory& story, const Kept& record) {
  switch (record.kind) {
    case RecordKind::started:
      if (const auto started = journal::read<journal::Started>(record.payload)) {
        attempt_of(story, started->node, started->attempt).began_at = started->at;
      }
      break;
    case RecordKind::node_end:
      if (auto end = journal::read<journal::NodeEnd>(record.payload)) {
        Attempt& attempt = attempt_of(story, end->node, end->attempt);
        if (attempt.began_at == 0) attempt.began_at = begin_of(story.attempts[end->node], *end);
        attempt.end = std::move(*end);
      }
      break;
    case RecordKind::log:
      if (auto line = journal::read<journal::Log>(record.payload)) {
        story.lines.push_back(std::move(*line));
      }
      break;
    case RecordKind::run_end: story.ended = journal::read<journal::RunEnded>(record.payload); break;
    case RecordKind::resumed: ++story.resumed; break;
    default: break;
  }
}

tl::unexpected<Error> no_such_run(std::string_view id) {
  return fail(ErrorKind::not_found,
              "there is no recorded run `" + std::string(id.substr(0, 100)) + "`",
              "`tntc runs` lists those that are kept; docs/durability.md says which runs are "
              "recorded, and for how long");
}

}  // namespace

Result<RunRecords> RunRecords::open(std::string state) {
  TNTC_TRY(Index index, Index::open(state));
  return RunRecords(std::move(state), std::move(index));
}

Result<std::string> RunRecords::resolve(std::string_view prefix) {
  constexpr std::size_t kShown = 4;
  TNTC_TRY(const auto ids, index_.with_prefix(prefix, kShown));
  if (ids.empty()) return no_such_run(prefix);
  if (ids.size() == 1) return ids.front();
  std::string hint = "write more of it: ";
  for (std::size_t i = 0; i + 1 < std::min(ids.size(), kShown); ++i) {
    hint += (i > 0 ? ", " : "") + ids[i];
  }
  return fail(ErrorKind::invalid,
              "several runs have an id that begins with `" + std::string(prefix) + "`",
              hint + (ids.size() < kShown ? " or " + ids.back() : ", …"));
}

Result<RunStory> RunRecords::story(const std::string& id) {
  const auto uuid = uuid_from(id);
  if (!uuid) return no_such_run(id);
  TNTC_TRY(const std::vector<Place> places, index_.places_of(*uuid));
  std::vector<Kept> records;
  for (const Place& place : places) {
    auto bytes = read_segment(state_, place.segment, place.begin, place.end - place.begin);
    if (!bytes && bytes.error().kind == ErrorKind::not_found) continue;  // removed meanwhile
    TNTC_CHECK(bytes.map([&](const std::string& read) { gather(read, *uuid, records); }));
  }
  put_in_order(records);
  RunStory story;
  story.id = id;
  std::uint32_t next = 0;
  for (const Kept& record : records) {
    if (record.kind == RecordKind::repaired) next = record.sequence;
    story.incomplete = story.incomplete || record.sequence != next;
    next = record.sequence + 1;
    story.log.apply({*uuid, record.sequence, record.kind, record.payload});
    take(story, record);
  }
  if (!story.log.accepted()) return no_such_run(id);
  story.accepted = *story.log.accepted();
  return story;
}

Result<std::string> RunRecords::text_of(const journal::Value& value) const {
  if (value.digest.empty()) return value.text;
  return io::read_file(state_ + "/" + journal::value_name(value.digest), kLargestFile);
}

Result<std::string> RunRecords::bundle(const std::string& digest) const {
  return io::read_file(state_ + "/" + journal::bundle_name(digest), kLargestFile);
}

}  // namespace tntc::engine::history
