#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"

namespace tntc::engine::journal {

// The format of docs/journal-format.md, as bytes: little-endian, records at multiples of 8.

inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kSegmentHeader = 32;  // bytes
inline constexpr std::size_t kRecordHeader = 40;
inline constexpr std::size_t kRecordFooter = 24;
// More than any value that is kept inside a record; what is larger is a damaged length.
inline constexpr std::size_t kLargestPayload = 16u << 20;

// A run's id.
using RunKey = Uuid;

enum class RecordKind : std::uint8_t {
  accepted = 1,    // a run exists
  sent = 2,        // it is about to be given to a worker
  started = 3,     // an attempt of a node is about to begin
  node_end = 4,    // an attempt has ended
  run_end = 5,     // nothing of the run happens any more
  cancelled = 6,   // somebody asked for its end
  resumed = 7,     // its worker or the service had died; it goes on from what stands here
  repaired = 8,    // records of it that were damaged are given up; what stands before them counts
  batch = 9,       // of no run: what follows was written, and synced, at once
  step = 10,       // a step of a node is done
  forgotten = 11,  // nothing of the run counts any more, wherever it stands
  event = 12,      // somebody sent it an event
  parked = 13,     // it does nothing but wait, and no worker has it
  log = 14,        // a line that one of its nodes has logged
};

// The number of a batch: whether all that stands before it had been synced when it was written.
inline constexpr std::uint32_t kBehindSynced = 0;
inline constexpr std::uint32_t kBehindUnsynced = 1;

struct Record {
  RunKey run{};
  std::uint32_t sequence = 0;  // of the run's records, from 0
  RecordKind kind = RecordKind::accepted;
  std::string_view payload;
};

// CRC-32C (Castagnoli), RFC 3720 section 12.1: of "123456789" it is 0xe3069283.
std::uint32_t crc32c(std::string_view bytes);

void append_segment_header(std::string& out, std::uint64_t number);
// Nothing when the bytes do not begin with a header of this version.
std::optional<std::uint64_t> segment_number(std::string_view bytes);
// The version a header says, also one we do not know; nothing when it is none.
std::optional<std::uint32_t> segment_version(std::string_view bytes);

void append_record(std::string& out, const Record& record);
// Bytes that a record with a payload of this size takes.
std::size_t record_size(std::size_t payload);

// A place in a segment, seen as a record.
struct RecordAt {
  enum class State { whole, damaged, none };  // damaged: its header is good, what follows is not
  State state = State::none;
  Record record;                  // of damaged ones without payload
  std::size_t size = 0;           // unless none
  bool whole_but_footer = false;  // read, though its footer or padding was changed
};
// `offset` is a multiple of 8.
RecordAt record_at(std::string_view segment, std::size_t offset);

// The run of a record that ends just before `offset`, by its footer: all that is left of one whose
// header is damaged.
std::optional<RunKey> run_before(std::string_view segment, std::size_t offset);

}  // namespace tntc::engine::journal
