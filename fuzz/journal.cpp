// Bytes that claim to be segments of a journal: as they are, and as the payloads of records whose
// checksums are right, since a fuzzer does not guess those.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/history/explain.h"
#include "engine/history/segment_files.h"
#include "engine/journal/replay.h"

namespace {

using namespace tntc::engine::journal;

// What is not damaged must be such that a run can go on from it.
void check(const Replay::Result& read) {
  for (const auto& [key, run] : read.runs) {
    if (run.damaged || !run.log.accepted()) continue;
    if (run.log.settled().size() > run.log.nodes().size()) std::abort();
    for (const auto& [name, node] : run.log.nodes()) {
      if (node.end && node.open) std::abort();
      (void)run.log.next_attempt(name);
    }
    (void)run.log.most_cut();
    const bool waits = !tntc::engine::history::explain(run.log, nullptr, 0).empty();
    if (waits == run.log.ended().has_value()) std::abort();
  }
}

// Who looks without the lock never goes behind what is there, nor back.
void look_into(std::string_view segment) {
  using namespace tntc::engine::history;
  if (segment.size() < kSegmentHeader) return;
  for (const AtDamage at_damage : {AtDamage::stop, AtDamage::go_on}) {
    Mark mark;
    std::size_t last = kSegmentHeader;
    scan(segment.substr(kSegmentHeader), mark, at_damage,
         [&](const Record&, std::size_t begin, std::size_t end) {
           if (begin < last || end <= begin || end > segment.size()) std::abort();
           last = end;
         });
    if (mark.end != last) std::abort();
  }
}

std::string records_of(std::string_view bytes) {
  std::string segment;
  append_segment_header(segment, 1);
  std::uint32_t sequence = 0;
  while (bytes.size() >= 4) {
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    Record record;
    record.run[15] = at(0) & 3;
    record.kind = static_cast<RecordKind>(at(1) % 16);
    record.sequence = (at(2) & 0x80) != 0 ? sequence++ : at(2);
    record.payload = bytes.substr(4, at(3));
    append_record(segment, record);
    bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 4u + at(3)));
  }
  return segment;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string raw(bytes);
  const std::string built = records_of(bytes);
  Replay replay;
  replay.add_segment(1, built);
  replay.add_segment(2, raw);
  check(replay.finish());
  look_into(built);
  look_into(raw);
  return 0;
}
