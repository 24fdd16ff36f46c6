#include "engine/journal/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tntc::engine::journal {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

RunKey key(int number) {
  RunKey made{};
  made[0] = 1;
  made[14] = static_cast<std::uint8_t>(number >> 8);
  made[15] = static_cast<std::uint8_t>(number);
  return made;
}

// Writes what an engine would.
class Written {
 public:
  Written() { next_segment(); }

  void next_segment() {
    segments.emplace_back();
    append_segment_header(segments.back(), segments.size());
  }
  void batch(std::uint32_t behind = kBehindSynced) {
    append_record(segments.back(), {{}, behind, RecordKind::batch, {}});
  }
  void add(int run, RecordKind kind, const std::string& payload = {}) {
    append_record(segments.back(), {key(run), sequences_[run]++, kind, payload});
  }
  void accept(int run) { add(run, RecordKind::accepted, encode(accepted(run))); }
  void end_node(int run, const std::string& node, int attempt = 1) {
    add(run, RecordKind::node_end,
        encode(NodeEnd{.node = node, .attempt = attempt, .value = {"\"" + node + "\"", ""}}));
  }
  void end_run(int run) {
    add(run, RecordKind::run_end,
        encode(RunEnded{.at = 9, .end = triggers::RunEnd::succeeded, .result = {"{}", ""}}));
  }
  static Accepted accepted(int run) {
    return {.at = 5,
            .bundle = "sha256:00",
            .trigger = "cron",
            .input = {"{\"run\":" + std::to_string(run) + "}", ""}};
  }

  Replay::Result read() const {
    Replay replay;
    for (std::size_t i = 0; i < segments.size(); ++i) replay.add_segment(i + 1, segments[i]);
    return replay.finish();
  }

  std::vector<std::string> segments;

 private:
  std::map<int, std::uint32_t> sequences_;
};

TEST(JournalReplay, GivesBackEachRunWithWhatBecameOfItsNodes) {
  Written journal;
  journal.accept(1);
  journal.accept(2);
  journal.add(1, RecordKind::sent);
  journal.add(1, RecordKind::started, encode(Started{"a", 1, 6}));
  journal.end_node(1, "a");
  journal.add(1, RecordKind::started, encode(Started{"b", 1, 7}));
  journal.end_run(2);
  const auto read = journal.read();
  EXPECT_THAT(read.damages, SizeIs(0));
  ASSERT_EQ(read.runs.size(), 2u);
  const RunLog& one = read.runs.at(key(1)).log;
  EXPECT_EQ(one.accepted(), Written::accepted(1));
  EXPECT_THAT(one.settled(), ElementsAre("a"));
  EXPECT_EQ(one.nodes().at("a").end->value.text, "\"a\"");
  EXPECT_TRUE(one.nodes().at("b").open);
  EXPECT_FALSE(one.ended());
  EXPECT_EQ(one.next_sequence(), 5u);
  EXPECT_EQ(read.runs.at(key(2)).log.ended()->end, triggers::RunEnd::succeeded);
}

TEST(JournalReplay, TakesTheUnwrittenRestOfASegmentForWhatItIs) {
  Written journal;
  journal.accept(1);
  journal.segments[0].append(4096, '\0');
  const auto read = journal.read();
  EXPECT_THAT(read.damages, SizeIs(0));
  EXPECT_FALSE(read.runs.at(key(1)).damaged);
}

TEST(JournalReplay, CountsCopiedRecordsOnceInTheOrderOfTheirNumbers) {
  Written journal;
  journal.accept(1);
  journal.end_node(1, "a");
  journal.next_segment();
  journal.end_node(1, "b");
  // Compaction copies the first segment behind the second, and has not removed it yet.
  journal.next_segment();
  journal.segments[2] += journal.segments[0].substr(kSegmentHeader);
  EXPECT_THAT(journal.read().runs.at(key(1)).log.settled(), ElementsAre("a", "b"));
  journal.segments[0].resize(kSegmentHeader);
  const auto read = journal.read();
  EXPECT_THAT(read.runs.at(key(1)).log.settled(), ElementsAre("a", "b"));
  EXPECT_FALSE(read.runs.at(key(1)).damaged);
}

TEST(JournalReplay, ForgetsRunsOfWhichOnlyTheEndIsLeft) {
  Written journal;
  journal.accept(1);
  journal.next_segment();
  journal.end_run(1);
  journal.segments[0].resize(kSegmentHeader);
  const ReplayedRun run = journal.read().runs.at(key(1));
  EXPECT_TRUE(run.over);
  EXPECT_FALSE(run.damaged);
}

// Compaction has copied the beginning of a run behind its end, then emptied the segment of the end.
TEST(JournalReplay, DoesNotTakeACopiedBeginningForARunOnceItIsForgotten) {
  Written journal;
  journal.accept(1);
  journal.next_segment();
  journal.end_run(1);
  journal.next_segment();
  journal.segments[2] += journal.segments[0].substr(kSegmentHeader);
  journal.segments[0].resize(kSegmentHeader);
  EXPECT_TRUE(journal.read().runs.at(key(1)).copied) << "so it is to be said when it is forgotten";
  append_record(journal.segments[2], {key(1), 0, RecordKind::forgotten, {}});
  EXPECT_THAT(journal.read().runs, SizeIs(0));
  journal.segments[1].resize(kSegmentHeader);
  EXPECT_THAT(journal.read().runs, SizeIs(0));
}

TEST(JournalReplay, GoesOnBeforeWhatTheLastBatchDidNotComplete) {
  Written journal;
  journal.accept(1);
  journal.end_node(1, "a");
  journal.batch();
  const std::size_t torn = journal.segments[0].size();
  journal.end_node(1, "b");
  journal.accept(2);
  journal.segments[0][torn + kRecordHeader] ^= 1;
  const auto read = journal.read();
  ASSERT_THAT(read.damages, SizeIs(1));
  EXPECT_TRUE(read.damages[0].unfinished);
  const ReplayedRun& run = read.runs.at(key(1));
  EXPECT_FALSE(run.damaged);
  EXPECT_THAT(run.log.settled(), ElementsAre("a"));
  EXPECT_TRUE(read.runs.at(key(2)).log.accepted()) << "what is behind it counts";
}

// Of several batches that nobody waited for, power may take the first and leave the last.
TEST(JournalReplay, GoesOnBeforeWhatWasNotSyncedAndIgnoresWhatStandsBehind) {
  Written journal;
  journal.batch();
  journal.accept(1);
  journal.batch();
  const std::size_t torn = journal.segments[0].size();
  journal.end_node(1, "a");
  journal.batch(kBehindUnsynced);
  journal.end_node(1, "b");
  journal.accept(2);
  journal.segments[0][torn + kRecordHeader] ^= 1;
  const auto read = journal.read();
  ASSERT_THAT(read.damages, SizeIs(1));
  EXPECT_TRUE(read.damages[0].unfinished);
  const ReplayedRun& run = read.runs.at(key(1));
  EXPECT_FALSE(run.damaged);
  EXPECT_TRUE(run.cut_short);
  EXPECT_THAT(run.log.settled(), SizeIs(0));
  EXPECT_EQ(run.next_sequence, 3u) << "its numbers are not used again";
  EXPECT_FALSE(read.runs.at(key(2)).damaged);

  // The next engine says that it goes on from there, and tells of the damage once.
  journal.next_segment();
  journal.batch(kBehindUnsynced);
  std::string places;
  append_place(places, read.damages[0]);
  append_record(journal.segments[1], {{}, 0, RecordKind::repaired, places});
  append_record(journal.segments[1], {key(1), 3, RecordKind::repaired, {}});
  append_record(journal.segments[1],
                {key(1), 4, RecordKind::node_end, encode(NodeEnd{.node = "c"})});
  journal.batch();
  const auto again = journal.read();
  EXPECT_THAT(again.damages, SizeIs(0));
  EXPECT_FALSE(again.runs.at(key(1)).damaged);
  EXPECT_THAT(again.runs.at(key(1)).log.settled(), ElementsAre("c"));
}

// Power is lost again before the next engine has synced that it has dealt with the damage.
TEST(JournalReplay, TakesNoSegmentForSyncedBecauseAnotherHasBegun) {
  Written journal;
  journal.batch();
  journal.accept(1);
  journal.batch();
  const std::size_t torn = journal.segments[0].size();
  journal.end_node(1, "a");
  journal.segments[0][torn + kRecordHeader] ^= 1;
  journal.next_segment();
  journal.batch(kBehindUnsynced);
  EXPECT_FALSE(journal.read().runs.at(key(1)).damaged);
  journal.batch();
  EXPECT_TRUE(journal.read().runs.at(key(1)).damaged) << "that had been synced";
}

TEST(JournalReplay, DoesNotTakeTheFooterBeforeADamageForOneInIt) {
  Written journal;
  journal.batch();
  journal.accept(1);
  const std::size_t end = journal.segments[0].size();
  journal.end_node(2, "a");
  journal.segments[0].resize(end + 5);
  journal.next_segment();
  journal.batch();
  EXPECT_FALSE(journal.read().runs.at(key(1)).damaged);
}

TEST(JournalReplay, IsolatesTheRunOfADamagedRecordAndNamesIt) {
  Written journal;
  journal.accept(1);
  const std::size_t damaged = journal.segments[0].size();
  journal.end_node(1, "a");
  journal.batch();
  journal.accept(2);
  journal.segments[0][damaged + kRecordHeader] ^= 1;
  const auto read = journal.read();
  ASSERT_THAT(read.damages, SizeIs(1));
  EXPECT_EQ(read.damages[0].run, key(1));
  EXPECT_FALSE(read.damages[0].unfinished);
  EXPECT_TRUE(read.runs.at(key(1)).damaged);
  EXPECT_FALSE(read.runs.at(key(2)).damaged);

  // The engine that finds it ends the run, and from then on all is well.
  journal.next_segment();
  journal.end_run(1);
  EXPECT_FALSE(journal.read().runs.at(key(1)).damaged);
}

TEST(JournalReplay, GoesOnWithARepairedRun) {
  Written journal;
  journal.accept(1);
  journal.batch();
  const std::size_t torn = journal.segments[0].size();
  journal.end_node(1, "a");
  journal.segments[0][torn] ^= 1;
  EXPECT_FALSE(journal.read().runs.at(key(1)).damaged);
  // Its number is used again by what the next engine writes.
  journal.next_segment();
  append_record(journal.segments[1], {key(1), 1, RecordKind::repaired, {}});
  append_record(journal.segments[1], {key(1), 2, RecordKind::resumed, {}});
  journal.next_segment();
  const auto read = journal.read();
  EXPECT_FALSE(read.runs.at(key(1)).damaged);
  EXPECT_EQ(read.runs.at(key(1)).log.next_sequence(), 3u);
}

// What a machine may do to a file: one bit changed, or everything behind some place gone.
TEST(JournalReplay, FindsOneChangedBitAnywhereAndKeepsTheOtherRuns) {
  Written journal;
  for (int run = 0; run < 8; ++run) {
    journal.batch();
    journal.accept(run);
    journal.end_node(run, "a");
    if (run % 2 == 0) journal.end_node(run, "b");
  }
  journal.batch();
  const std::string good = journal.segments[0];
  std::mt19937 random(1);
  for (int turn = 0; turn < 10'000; ++turn) {
    const std::size_t bit = kSegmentHeader * 8 + random() % ((good.size() - kSegmentHeader) * 8);
    journal.segments[0] = good;
    journal.segments[0][bit / 8] ^= static_cast<char>(1 << (bit % 8));
    const auto read = journal.read();
    ASSERT_THAT(read.damages, SizeIs(1)) << "bit " << bit;
    const Damage& damage = read.damages[0];
    ASSERT_TRUE(damage.run) << "bit " << bit;
    int hurt = 0;
    for (int run = 0; run < 8; ++run) {
      const auto found = read.runs.find(key(run));
      const bool whole = found != read.runs.end() && !found->second.damaged &&
                         found->second.log.settled().size() == (run % 2 == 0 ? 2u : 1u);
      if (whole) continue;
      ++hurt;
      ASSERT_EQ(damage.run, key(run)) << "bit " << bit;
    }
    ASSERT_LE(hurt, 1) << "bit " << bit;
  }
}

TEST(JournalReplay, ReadsWhatIsLeftOfASegmentThatWasCut) {
  Written journal;
  for (int run = 0; run < 4; ++run) {
    journal.batch();
    journal.accept(run);
    journal.end_node(run, "a");
  }
  const std::string good = journal.segments[0];
  std::size_t most = 0;
  for (std::size_t size = kSegmentHeader; size <= good.size(); ++size) {
    journal.segments[0] = good.substr(0, size);
    const auto read = journal.read();
    std::size_t records = 0;
    for (const auto& [run, replayed] : read.runs) {
      ASSERT_FALSE(replayed.damaged) << size;
      records += replayed.log.next_sequence();
    }
    ASSERT_GE(records, most) << size;
    most = records;
  }
  EXPECT_EQ(most, 8u);
}

TEST(JournalReplay, SurvivesAnyBytes) {
  std::mt19937 random(2);
  for (int turn = 0; turn < 2'000; ++turn) {
    Written journal;
    journal.accept(1);
    std::string noise(random() % 512, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    journal.segments[0].insert(
        kSegmentHeader + random() % (journal.segments[0].size() - kSegmentHeader), noise);
    journal.read();
  }
}

TEST(RunLog, RefusesWhatCannotFollow) {
  Written journal;
  journal.accept(1);
  journal.end_node(1, "a");
  journal.add(1, RecordKind::started, encode(Started{"a", 2, 6}));
  EXPECT_TRUE(journal.read().runs.at(key(1)).damaged) << "a node that has ended does not begin";
  journal.accept(2);
  journal.end_node(2, "a");
  journal.add(2, RecordKind::step, encode(Step{"a", "late", {"1", ""}}));
  EXPECT_TRUE(journal.read().runs.at(key(2)).damaged) << "nor does it make a step";
  journal.accept(3);
  journal.end_run(3);
  journal.add(3, RecordKind::cancelled);
  EXPECT_TRUE(journal.read().runs.at(key(3)).log.ended());
}

TEST(RunLog, NumbersAttemptsAboveAllThatMayHaveBegun) {
  Written journal;
  journal.accept(1);
  journal.add(1, RecordKind::resumed);
  auto log = [&] { return journal.read().runs.at(key(1)).log; };
  EXPECT_EQ(log().next_attempt("a"), 1) << "no worker has had it";
  journal.add(1, RecordKind::sent);
  journal.add(1, RecordKind::resumed);
  EXPECT_EQ(log().next_attempt("a"), 2) << "it may have begun";
  journal.add(1, RecordKind::started, encode(Started{"a", 2, 6}));
  journal.add(1, RecordKind::resumed);
  EXPECT_EQ(log().next_attempt("a"), 3);
  journal.add(1, RecordKind::resumed);
  EXPECT_EQ(log().next_attempt("a"), 4) << "the third may have begun without a record";
  journal.add(1, RecordKind::started, encode(Started{"a", 4, 6}));
  journal.add(
      1, RecordKind::node_end,
      encode(NodeEnd{.node = "a", .attempt = 4, .how = NodeEnd::How::failed, .final = false}));
  EXPECT_EQ(log().next_attempt("a"), 5);
  journal.add(1, RecordKind::resumed);
  EXPECT_EQ(log().next_attempt("a"), 6) << "so may the fifth";
  EXPECT_EQ(log().most_cut(), (std::pair<std::string, int>{"a", 1}));
  journal.end_node(1, "a", 5);
  EXPECT_EQ(log().next_attempt("b"), 1) << "it has become ready only now";
  EXPECT_EQ(log().most_cut().second, 0);
}

}  // namespace
}  // namespace tntc::engine::journal
