#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/journal/record.h"
#include "engine/journal/run_log.h"

namespace tntc::engine::journal {

struct RunKeyHash {
  // Ids are random from byte 8 on.
  std::size_t operator()(const RunKey& key) const {
    std::size_t hash = 0;
    for (std::size_t i = 8; i < key.size(); ++i) hash = hash << 8 | key[i];
    return hash;
  }
};

// A place of a segment that does not hold what was written there.
struct Damage {
  std::uint64_t segment = 0;
  std::size_t offset = 0;  // bytes
  std::size_t size = 0;
  std::optional<RunKey> run;  // whose record it was, as far as can be told
  // Behind what had been synced: nobody may have been told that it was kept.
  bool unfinished = false;
  // Only a part that nobody reads was changed: the record counts.
  bool harmless = false;
};

// To the payload of a record `repaired` of no run: this damage was told and dealt with.
void append_place(std::string& out, const Damage& damage);

struct ReplayedRun {
  RunLog log;
  std::uint64_t bytes = 0;  // of its records
  bool damaged = false;     // records of it are lost, and it is not one to go on with
  // Of what was not synced yet some is lost, and with it what stands behind: it goes on before it.
  bool cut_short = false;
  std::uint32_t next_sequence = 0;  // that no record of it has
  bool over = false;                // it has ended; without a beginning, it is being forgotten
  bool copied = false;              // its beginning stands behind later records
  bool forgotten = false;
  std::pair<std::uint64_t, std::size_t> repaired = {0, 0};  // what stands before is given up
  std::vector<Damage> damages = {};
};

// Reads segments, whatever they hold, and tells what stands in them: the runs, and the damages. A
// record that was copied counts once; the order of segments does not matter within a run.
class Replay {
 public:
  // In the order of their numbers; `bytes` is looked into until finish().
  void add_segment(std::uint64_t number, std::string_view bytes);
  // Where the last record of the last segment ends: what is behind it is of no use.
  std::size_t end_of_last() const { return end_; }

  struct Result {
    std::unordered_map<RunKey, ReplayedRun, RunKeyHash> runs;
    std::vector<Damage> damages;  // all, also those of runs that have ended since
  };
  Result finish();

 private:
  struct Place {
    std::uint64_t segment;
    std::size_t offset;
    Record record;
    std::size_t size;
  };

  std::size_t take_damage(std::uint64_t number, std::string_view bytes, std::size_t offset);
  void take_settled(std::string_view payload);
  void read_run(std::vector<Place>& places, ReplayedRun& run) const;
  bool may_be_unsynced(std::uint64_t segment, std::size_t offset) const {
    return std::pair(segment, offset) >= synced_;
  }

  std::unordered_map<RunKey, std::vector<Place>, RunKeyHash> places_;
  std::vector<Damage> damages_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> settled_;  // segment and offset of damages
  // The last batch before which all was synced: its segment, and its offset there.
  std::pair<std::uint64_t, std::size_t> synced_ = {0, 0};
  std::size_t end_ = 0;
};

}  // namespace tntc::engine::journal
