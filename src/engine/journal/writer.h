#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/journal/record.h"
#include "engine/journal/replay.h"
#include "engine/journal/store.h"

namespace tntc::engine::journal {

std::string segment_name(std::uint64_t number);
// 0: no segment's name.
std::uint64_t number_of_segment(const std::string& name);
std::string value_name(const std::string& digest);
std::string bundle_name(const std::string& digest);
// One of either.
bool is_side_file(const std::string& name);

// A file that must be there before the records that speak of it.
struct SideFile {
  std::string name;
  std::string bytes;
};

// What is written as one: all of it is on disk afterwards, or none of it counts.
struct Entry {
  std::string records;  // whole ones, one behind the other
  std::vector<SideFile> files = {};
  bool sync = true;
};

// Writes batches of entries into segments, one after the other. Not thread-safe; knows no clock.
class Writer {
 public:
  Writer(Store& store, std::size_t segment_bytes, std::uint64_t first_segment)
      : store_(store), segment_bytes_(segment_bytes), next_segment_(first_segment) {}

  // There is damage before what this one writes: until its first sync that is not to be taken for
  // something that had been synced.
  void doubt_what_is_before() { doubts_ = true; }

  // Writes the entries from `from` on, then syncs when one of them wants it; `from` moves behind
  // what is done. `no_space`: the disk is full, and the rest may be tried again. Any other error
  // is for ever: what a failed sync has left on disk nobody knows.
  Result<void> write(const std::vector<Entry>& batch, std::size_t& from);

  // Copies the records of the runs that are kept to the end, then removes the segment.
  Result<void> compact(std::uint64_t segment, const std::unordered_set<RunKey, RunKeyHash>& kept);

  // The segment the last entry went to; 0: there is none yet.
  std::uint64_t segment() const { return segment_; }
  // Something was written that nobody waits for, and is not synced yet.
  bool is_dirty() const { return dirty_; }
  Result<void> sync();
  // A whole segment is reserved behind the present one: what has begun can be written to its end.
  bool has_reserve() const { return reserved_; }
  // Tries to get the reserve. Without one no new runs should begin.
  Result<void> reserve();

 private:
  Result<void> next_segment();
  Result<void> wipe();
  Result<void> write_some(const std::vector<Entry>& batch, std::size_t& from);

  Store& store_;
  std::size_t segment_bytes_;
  std::uint64_t next_segment_;
  std::uint64_t segment_ = 0;
  std::size_t offset_ = 0;   // where the next record goes
  std::size_t touched_ = 0;  // up to here a write that failed may have left something
  bool reserved_ = false;
  bool dirty_ = false;
  bool doubts_ = false;
};

}  // namespace tntc::engine::journal
