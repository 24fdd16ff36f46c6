#include "engine/journal/replay.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tntc::engine::journal {
namespace {

bool all_zero(std::string_view bytes) {
  if (bytes.empty()) return true;
  return bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

// The next place that is a record; the end of the segment when there is none.
std::size_t next_record(std::string_view segment, std::size_t offset) {
  for (; offset + kRecordHeader <= segment.size(); offset += 8) {
    if (record_at(segment, offset).state != RecordAt::State::none) return offset;
  }
  return segment.size();
}

// Behind the last byte that is not zero, at a multiple of 8.
std::size_t written_end(std::string_view segment, std::size_t from) {
  std::size_t end = segment.size() / 8 * 8;
  while (end > from && all_zero(segment.substr(end - 8, 8))) end -= 8;
  return end;
}

constexpr std::size_t kPlace = 16;  // bytes

std::pair<std::uint64_t, std::uint64_t> read_place(std::string_view bytes) {
  std::pair<std::uint64_t, std::uint64_t> place;
  std::memcpy(&place.first, bytes.data(), 8);
  std::memcpy(&place.second, bytes.data() + 8, 8);
  return place;
}

}  // namespace

void append_place(std::string& out, const Damage& damage) {
  const std::uint64_t place[] = {damage.segment, damage.offset};
  out.append(reinterpret_cast<const char*>(place), sizeof place);
}

void Replay::add_segment(std::uint64_t number, std::string_view bytes) {
  end_ = kSegmentHeader;
  std::size_t at = kSegmentHeader;
  while (at < bytes.size()) {
    const RecordAt found = record_at(bytes, at);
    if (found.state == RecordAt::State::none) {
      const std::size_t next = take_damage(number, bytes, at);
      if (next >= bytes.size()) return;
      at = next;
      continue;
    }
    if (found.state == RecordAt::State::damaged) {
      damages_.push_back(
          {.segment = number, .offset = at, .size = found.size, .run = found.record.run});
    } else {
      if (found.whole_but_footer) {
        damages_.push_back({.segment = number,
                            .offset = at,
                            .size = found.size,
                            .run = found.record.run,
                            .harmless = true});
      }
      if (found.record.run == RunKey{} && found.record.kind == RecordKind::repaired) {
        take_settled(found.record.payload);
      } else if (found.record.kind == RecordKind::batch) {
        if (found.record.sequence == kBehindSynced) synced_ = {number, at};
      } else {
        places_[found.record.run].push_back({number, at, found.record, found.size});
      }
    }
    at += found.size;
    end_ = at;
  }
}

// What is no record: the unwritten rest of the segment, or damage up to the next record.
std::size_t Replay::take_damage(std::uint64_t number, std::string_view bytes, std::size_t offset) {
  if (all_zero(bytes.substr(offset))) return bytes.size();
  const std::size_t next = next_record(bytes, offset + 8);
  const std::size_t end = next < bytes.size() ? next : written_end(bytes, offset);
  Damage damage{.segment = number, .offset = offset, .size = end - offset};
  // The padding behind a footer may be its own last zeros: look a little further. A footer before
  // the damage is that of another record.
  for (std::size_t edge = std::max(end, offset + kRecordFooter);
       edge <= std::min(end + 8, bytes.size()) && !damage.run; edge += 8) {
    damage.run = run_before(bytes, edge);
    if (damage.run) damage.size = edge - offset;
  }
  damages_.push_back(damage);
  return next;
}

// Places of damage that an engine has told of and dealt with.
void Replay::take_settled(std::string_view payload) {
  for (; payload.size() >= kPlace; payload.remove_prefix(kPlace)) {
    settled_.insert(read_place(payload));
  }
}

void Replay::read_run(std::vector<Place>& places, ReplayedRun& run) const {
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return a.record.sequence < b.record.sequence;
  });
  run.forgotten = std::ranges::any_of(
      places, [](const Place& place) { return place.record.kind == RecordKind::forgotten; });
  if (run.forgotten) return;
  run.copied = !std::ranges::is_sorted(
      places, {}, [](const Place& place) { return std::pair(place.segment, place.offset); });
  for (const Place& place : places) {
    run.bytes += place.size;
    run.next_sequence = place.record.sequence + 1;
    const std::uint32_t next = run.log.next_sequence();
    const bool known = run.log.accepted().has_value();
    if (known && place.record.sequence < next) continue;  // a copy
    const bool gap = place.record.sequence != next;
    // What was lost between may be given up, by the engine that found it, or by the run's end.
    const bool mends =
        place.record.kind == RecordKind::repaired || place.record.kind == RecordKind::run_end;
    if (gap && !mends && !run.damaged) {
      run.damaged = true;
      run.cut_short = may_be_unsynced(place.segment, place.offset);
    }
    if (mends) run.damaged = run.cut_short = false;
    if (run.damaged) continue;  // what stands behind a gap follows nothing
    if (place.record.kind == RecordKind::repaired) run.repaired = {place.segment, place.offset};
    if (place.record.kind == RecordKind::run_end) run.over = true;
    if (!run.log.apply(place.record) && known) run.damaged = true;
  }
  if (run.cut_short) run.damaged = false;
  if (!run.log.accepted()) run.damaged = !run.over;
}

Replay::Result Replay::finish() {
  Result result;
  std::erase_if(damages_, [this](const Damage& damage) {
    return settled_.contains({damage.segment, damage.offset});
  });
  for (Damage& damage : damages_) {
    damage.unfinished = may_be_unsynced(damage.segment, damage.offset);
  }
  for (auto& [key, places] : places_) read_run(places, result.runs[key]);
  std::erase_if(result.runs, [](const auto& entry) { return entry.second.forgotten; });
  for (const Damage& damage : damages_) {
    if (!damage.run || damage.harmless) continue;
    const auto found = result.runs.find(*damage.run);
    if (found == result.runs.end()) continue;
    ReplayedRun& run = found->second;
    if (run.over || std::pair(damage.segment, damage.offset) < run.repaired) continue;
    run.damages.push_back(damage);
    if (!damage.unfinished) run.damaged = true;
  }
  result.damages = std::move(damages_);
  return result;
}

}  // namespace tntc::engine::journal
