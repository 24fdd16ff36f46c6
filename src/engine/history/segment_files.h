#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/journal/record.h"

namespace tntc::engine::history {

// The segments of a journal as somebody sees them who does not hold its lock: an engine may be
// writing the last one, and removing others.

// Their numbers, sorted. `not_found` when there is no such directory.
Result<std::vector<std::uint64_t>> list_segments(const std::string& state);

// The bytes of a segment from `from` on, `size` at most; `not_found` when it is gone.
Result<std::string> read_segment(const std::string& state, std::uint64_t number, std::size_t from,
                                 std::size_t size = SIZE_MAX);

// How far a segment has been read, and what stood last there: when that has changed, the file is
// another one.
struct Mark {
  std::size_t end = journal::kSegmentHeader;
  std::size_t last_at = 0;  // 0: no record
  std::uint32_t last_header = 0;
};

// `begin` and `end` are where in the segment it stands.
using OnRecord =
    std::function<void(const journal::Record& record, std::size_t begin, std::size_t end)>;

enum class AtDamage { stop, go_on };

// Tells the records of `bytes`, which are those of a segment from `mark.end` on, and moves the mark
// behind them. What is less than whole at the end may be on its way: the mark stays before it.
// False when it stopped at damage that has whole records behind it.
bool scan(std::string_view bytes, Mark& mark, AtDamage at_damage, const OnRecord& on_record);

// Whether the record that was read last still stands there.
bool still_holds(const std::string& state, std::uint64_t number, const Mark& mark);

}  // namespace tntc::engine::history
