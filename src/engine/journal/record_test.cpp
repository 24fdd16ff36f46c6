#include "engine/journal/record.h"

#include <gtest/gtest.h>

namespace tntc::engine::journal {
namespace {

const RunKey kRun = *uuid_from("018f3b6e-7c1a-7c3e-9d4e-1f2a3b4c5d6e");

std::string segment_of(std::string_view payload) {
  std::string bytes;
  append_segment_header(bytes, 7);
  append_record(bytes, {kRun, 3, RecordKind::started, payload});
  return bytes;
}

TEST(JournalRecord, HasTheChecksumOfRfc3720) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(JournalRecord, ReadsWhatItHasWritten) {
  for (const std::string& payload :
       {std::string(), std::string("x"), std::string(8, 'y'), std::string(1000, 'z')}) {
    const std::string bytes = segment_of(payload);
    EXPECT_EQ(segment_number(bytes), 7u);
    const RecordAt found = record_at(bytes, kSegmentHeader);
    ASSERT_EQ(found.state, RecordAt::State::whole);
    EXPECT_EQ(found.record.run, kRun);
    EXPECT_EQ(found.record.sequence, 3u);
    EXPECT_EQ(found.record.kind, RecordKind::started);
    EXPECT_EQ(found.record.payload, payload);
    EXPECT_FALSE(found.whole_but_footer);
    EXPECT_EQ(kSegmentHeader + found.size, bytes.size());
    EXPECT_EQ(run_before(bytes, bytes.size()), kRun);
  }
}

TEST(JournalRecord, SeesEveryChangedBit) {
  const std::string good = segment_of("thirteen chars");
  for (std::size_t bit = kSegmentHeader * 8; bit < good.size() * 8; ++bit) {
    std::string bytes = good;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    const RecordAt found = record_at(bytes, kSegmentHeader);
    const bool seen = found.state != RecordAt::State::whole || found.whole_but_footer;
    EXPECT_TRUE(seen) << "bit " << bit;
    const bool named = (found.state != RecordAt::State::none && found.record.run == kRun) ||
                       run_before(bytes, bytes.size()) == kRun;
    EXPECT_TRUE(named) << "bit " << bit;
  }
}

TEST(JournalRecord, SeesEveryCut) {
  const std::string good = segment_of("thirteen chars");
  for (std::size_t size = 0; size < good.size(); ++size) {
    const std::string bytes = good.substr(0, size);
    EXPECT_EQ(record_at(bytes, kSegmentHeader).state, RecordAt::State::none) << size;
    EXPECT_FALSE(run_before(bytes, size)) << size;
  }
}

TEST(JournalRecord, KnowsSegmentsOfOtherVersions) {
  std::string bytes;
  append_segment_header(bytes, 1);
  EXPECT_EQ(segment_version(bytes), kVersion);
  bytes[8] = 9;
  EXPECT_FALSE(segment_version(bytes)) << "its checksum is wrong";
  EXPECT_FALSE(segment_number("no journal, but more than thirty-two bytes of it"));
}

}  // namespace
}  // namespace tntc::engine::journal
