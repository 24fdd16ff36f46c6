#include "engine/journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <set>

#include "engine/run_id.h"
#include "engine/testing/fake_store.h"

namespace tntc::engine::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using triggers::Durability;
using triggers::RunEnd;

// A loop: what the writing thread posts is done here, when a test says so.
class Turns {
 public:
  Journal::Post post() {
    return [this](std::function<void()> act) {
      const std::scoped_lock lock(mutex_);
      acts_.push_back(std::move(act));
      come_.notify_one();
    };
  }
  void until(const std::function<bool()>& done) {
    while (!done()) {
      std::unique_lock lock(mutex_);
      const bool came =
          come_.wait_for(lock, std::chrono::seconds(20), [this] { return !acts_.empty(); });
      ASSERT_TRUE(came) << "nothing happens any more";
      const auto act = std::move(acts_.front());
      acts_.pop_front();
      lock.unlock();
      act();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable come_;
  std::deque<std::function<void()>> acts_;
};

std::string id_of(int number) {
  return uuid7(1'700'000'000'000 + number, {static_cast<unsigned char>(number)});
}

constexpr const char* kBundle = "sha256:b0";

class JournalTest : public testing::Test {
 protected:
  void open(Journal::Options options = small()) {
    journal_.reset();
    auto opened = Journal::open(std::make_unique<FakeStore>(disk_), options, turns_.post(), 1000);
    ASSERT_TRUE(opened) << opened.error().message;
    journal_ = std::move(*opened);
    journal_->use_bundle(kBundle, "{}");
    found_ = journal_->take_found();
  }

  static Journal::Options small() {
    Journal::Options options;
    options.segment_bytes = 4096;
    options.inline_bytes = 256;
    options.retry_full = Milliseconds(1);
    options.sync_within = Milliseconds(5);
    return options;
  }

  static Accepted accepted(std::string input = "{}", Durability durability = Durability::disk) {
    return {.at = 1000,
            .bundle = kBundle,
            .durability = durability,
            .trigger = "http",
            .input = {std::move(input), ""}};
  }

  // Waits until it is on disk, or cannot be.
  Result<void> wait(const std::function<void(Journal::Done)>& act) {
    std::optional<Result<void>> end;
    act([&](const Result<void>& result) { end = result; });
    turns_.until([&] { return end.has_value(); });
    return end ? *end : Result<void>(fail(ErrorKind::internal, "no end"));
  }
  Result<void> accept(int run, std::string input = "{}") {
    return wait([&](auto done) { journal_->accept(id_of(run), accepted(std::move(input)), done); });
  }
  Result<void> end_node(int run, const std::string& node, std::string output = "1") {
    return wait([&](auto done) {
      journal_->add(id_of(run), NodeEnd{.node = node, .value = {std::move(output), ""}}, done);
    });
  }
  Result<void> end_run(int run, std::int64_t at = 2000) {
    return wait([&](auto done) {
      journal_->end(id_of(run), {.at = at, .end = RunEnd::succeeded, .result = {"{}", ""}}, done);
    });
  }

  FakeDisk disk_;
  Turns turns_;
  std::unique_ptr<Journal> journal_;
  Journal::Found found_;
};

TEST_F(JournalTest, GivesTheNextProcessWhatWasNotEnded) {
  open();
  ASSERT_TRUE(accept(1, R"({"x":1})"));
  ASSERT_TRUE(accept(2));
  ASSERT_TRUE(end_node(1, "a", R"({"y":2})"));
  ASSERT_TRUE(end_run(2));
  open();
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(1)));
  const RunLog* log = journal_->log_of(id_of(1));
  ASSERT_NE(log, nullptr);
  EXPECT_EQ(log->accepted()->input.text, R"({"x":1})");
  EXPECT_EQ(log->nodes().at("a").end->value.text, R"({"y":2})");
  ASSERT_THAT(found_.ended, SizeIs(1));
  EXPECT_EQ(found_.ended[0].id, id_of(2));
  EXPECT_EQ(*journal_->bundle(kBundle), "{}");
}

// The texts of the lines of a run that stand in the segments.
std::vector<std::string> lines_of(const FakeDisk& disk, int run) {
  std::vector<std::string> texts;
  for (const auto& [name, file] : disk.files) {
    if (number_of_segment(name) == 0) continue;
    for (std::size_t at = kSegmentHeader; at < file.bytes.size(); at += 8) {
      const RecordAt found = record_at(file.bytes, at);
      if (found.state != RecordAt::State::whole || found.record.kind != RecordKind::log) continue;
      if (found.record.run != uuid_from(id_of(run))) continue;
      texts.push_back(read<Log>(found.record.payload)->text);
    }
  }
  return texts;
}

TEST_F(JournalTest, KeepsTheLinesOfARunUpToALimitAlsoOverProcesses) {
  Journal::Options options = small();
  options.log_bytes = 200;
  open(options);
  ASSERT_TRUE(accept(1));
  journal_->add(id_of(1), Log{.node = "a", .attempt = 1, .at = 5, .text = "one"});
  ASSERT_TRUE(end_node(1, "a"));
  EXPECT_THAT(lines_of(disk_, 1), ElementsAre("one"));
  open(options);
  ASSERT_NE(journal_->log_of(id_of(1)), nullptr) << "a line is no reason to give a run up";
  journal_->add(id_of(1), Log{.node = "b", .text = std::string(180, 'x')});
  journal_->add(id_of(1), Log{.node = "b", .text = "short"});
  ASSERT_TRUE(end_node(1, "b"));
  EXPECT_THAT(lines_of(disk_, 1), ElementsAre("one", HasSubstr("more than is kept")));
  open(options);
  journal_->add(id_of(1), Log{.node = "c", .text = "late"});
  ASSERT_TRUE(end_run(1));
  EXPECT_THAT(lines_of(disk_, 1), SizeIs(2));
}

TEST_F(JournalTest, WritesALineWithoutASync) {
  Journal::Options options = small();
  options.sync_within = Milliseconds(60'000);
  open(options);
  ASSERT_TRUE(wait(
      [&](auto done) { journal_->accept(id_of(1), accepted("{}", Durability::process), done); }));
  journal_->add(id_of(1), Log{.node = "a", .text = "one"});
  ASSERT_TRUE(wait([&](auto done) { journal_->sync(id_of(1), done); }));
  EXPECT_THAT(lines_of(disk_, 1), ElementsAre("one"));
  EXPECT_EQ(disk_.files.at(segment_name(1)).synced.find("one"), std::string::npos);
}

TEST_F(JournalTest, KeepsLargeValuesInFilesWhileTheirRunsAreKnown) {
  Journal::Options options = small();
  options.keep_runs = 1;
  open(options);
  const std::string large = '"' + std::string(1000, 'x') + '"';
  ASSERT_TRUE(accept(1, large));
  ASSERT_TRUE(end_node(1, "a", large));
  open(options);
  const Value value = journal_->log_of(id_of(1))->nodes().at("a").end->value;
  EXPECT_EQ(value.text, "");
  EXPECT_EQ(*journal_->text_of(value), large);
  ASSERT_TRUE(end_run(1));
  ASSERT_TRUE(accept(2));
  ASSERT_TRUE(end_run(2));
  ASSERT_TRUE(accept(3));
  for (const auto& [name, file] : disk_.files) EXPECT_FALSE(name.starts_with("value-")) << name;
}

TEST_F(JournalTest, DoesNotKeepWhatCannotFollow) {
  open();
  ASSERT_TRUE(accept(1));
  ASSERT_TRUE(end_node(1, "a"));
  bool told = false;
  journal_->add(id_of(1), NodeEnd{.node = "a"}, [&](const Result<void>&) { told = true; });
  journal_->add(id_of(1), Started{"a", 2, 3});
  ASSERT_TRUE(end_node(1, "b"));
  EXPECT_FALSE(told);
  open();
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_THAT(journal_->log_of(id_of(1))->settled(), ElementsAre("a", "b"));
}

TEST_F(JournalTest, RefusesAValueFileThatHasChanged) {
  open();
  ASSERT_TRUE(accept(1, std::string(1000, '1')));
  const Value value = journal_->log_of(id_of(1))->accepted()->input;
  disk_.files[value_name(value.digest)].bytes[5] = '2';
  EXPECT_FALSE(journal_->text_of(value));
}

TEST_F(JournalTest, StaysBoundedHoweverManyRunsThereAre) {
  Journal::Options options = small();
  options.keep_runs = 10;
  open(options);
  ASSERT_TRUE(accept(0)) << "one that does not end";
  for (int run = 1; run < 400; ++run) {
    ASSERT_TRUE(accept(run));
    ASSERT_TRUE(end_node(run, "a", "\"" + std::string(100, 'x') + "\""));
    ASSERT_TRUE(end_run(run, 1000 + run));
  }
  EXPECT_LE(disk_.files.size(), 12u);
  open(options);
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(0)));
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_GE(found_.ended.size(), 10u);
}

TEST_F(JournalTest, RefusesASegmentOfAnotherVersion) {
  open();
  ASSERT_TRUE(accept(1));
  journal_.reset();
  std::string& bytes = disk_.files[segment_name(1)].bytes;
  bytes[8] = 2;
  const std::uint32_t sum = crc32c(std::string_view(bytes).substr(0, 28));
  std::memcpy(bytes.data() + 28, &sum, sizeof sum);
  const auto opened = Journal::open(std::make_unique<FakeStore>(disk_), small(), turns_.post(), 0);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("version 2"));
}

TEST_F(JournalTest, GivesUpARunWhoseRecordsAreDamagedOnceAndNamesIt) {
  open();
  ASSERT_TRUE(accept(1));
  ASSERT_TRUE(end_node(1, "a"));
  ASSERT_TRUE(accept(2));
  ASSERT_TRUE(end_node(2, "a"));
  journal_.reset();
  std::string& bytes = disk_.files[segment_name(1)].bytes;
  const std::size_t place = bytes.find("a\x01", kSegmentHeader);
  ASSERT_NE(place, bytes.npos);
  bytes[place] ^= 1;
  open();
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(2)));
  EXPECT_THAT(found_.findings, testing::Contains(HasSubstr(id_of(1))));
  ASSERT_THAT(found_.ended, SizeIs(1));
  EXPECT_EQ(found_.ended[0].end.end, RunEnd::interrupted);
  ASSERT_TRUE(end_node(2, "b"));
  open();
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(2)));
  EXPECT_THAT(found_.ended, SizeIs(1));
}

TEST_F(JournalTest, WaitsWhileTheDiskIsFullAndLosesNothing) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.fill_up();
  std::optional<Result<void>> end;
  journal_->add(id_of(1), NodeEnd{.node = "a", .value = {"1", ""}},
                [&](const Result<void>& result) { end = result; });
  turns_.until([&] { return journal_->state() == Journal::State::full; });
  EXPECT_FALSE(end);
  EXPECT_THAT(journal_->trouble(), HasSubstr("full"));
  disk_.fail_at = -1;  // somebody makes room
  turns_.until([&] { return end.has_value(); });
  EXPECT_TRUE(*end);
  turns_.until([&] { return journal_->state() == Journal::State::good; });
  open();
  EXPECT_THAT(journal_->log_of(id_of(1))->settled(), ElementsAre("a"));
}

// A worker may die, and the next one need what is not on the disk yet.
TEST_F(JournalTest, HasLargeValuesThatAFullDiskHasNotTaken) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.fill_up();
  const std::string large(1000, '1');
  std::optional<Result<void>> end;
  journal_->add(id_of(1), NodeEnd{.node = "a", .value = {large, ""}},
                [&](const Result<void>& result) { end = result; });
  const Value value = journal_->log_of(id_of(1))->nodes().at("a").end->value;
  ASSERT_NE(value.digest, "");
  turns_.until([&] { return journal_->state() == Journal::State::full; });
  EXPECT_EQ(*journal_->text_of(value), large);
  disk_.fail_at = -1;
  turns_.until([&] { return end.has_value(); });
  EXPECT_EQ(*journal_->text_of(value), large);
}

// As when power is lost between the removal of a bundle and the record that made it useless.
TEST_F(JournalTest, WritesTheBundleInUseThoughARunOfItIsLeft) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.files.erase(bundle_name(kBundle));
  open();
  ASSERT_TRUE(accept(2));
  EXPECT_TRUE(journal_->bundle(kBundle));
}

TEST_F(JournalTest, RemovesABundleOnlyWhenTheEndOfItsLastRunIsSynced) {
  open();
  std::optional<Result<void>> end;
  journal_->accept(id_of(1), accepted("{}", Durability::process),
                   [&](const Result<void>& result) { end = result; });
  turns_.until([&] { return end.has_value(); });
  journal_->use_bundle("sha256:b1", "{}");
  ASSERT_TRUE(end_run(1));
  // Behind which the removal has been done.
  ASSERT_TRUE(wait([&](auto done) {
    Accepted other = accepted();
    other.bundle = "sha256:b1";
    other.durability = Durability::process;
    journal_->accept(id_of(2), std::move(other), done);
  }));
  EXPECT_FALSE(disk_.files.contains(bundle_name(kBundle)));
  const auto& segment = disk_.files.at(segment_name(1));
  Replay replay;
  replay.add_segment(1, segment.synced);
  EXPECT_TRUE(replay.finish().runs.at(*uuid_from(id_of(1))).over);
}

TEST_F(JournalTest, GivesNewRunsBackWhenTheDiskIsFull) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.fill_up();
  std::optional<Result<void>> end;
  const std::string large(1000, '1');
  journal_->accept(id_of(2), accepted(large), [&](const Result<void>& result) { end = result; });
  journal_->add(id_of(2), RecordKind::sent);
  turns_.until([&] { return end.has_value(); });
  ASSERT_FALSE(*end);
  EXPECT_EQ(end->error().kind, ErrorKind::no_space);
  EXPECT_EQ(journal_->log_of(id_of(2)), nullptr);
  journal_->add(id_of(2), RecordKind::cancelled);
  disk_.fail_at = -1;
  turns_.until([&] { return journal_->state() == Journal::State::good; });
  ASSERT_TRUE(end_node(1, "a"));
  open();
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(1)));
}

TEST_F(JournalTest, NeverBelievesAFileAfterAFailedSync) {
  open();
  ASSERT_TRUE(accept(1));
  // The write goes well, its sync does not, and the next would.
  disk_.fail_at = disk_.calls + 2;
  const auto failed = end_node(1, "a");
  ASSERT_FALSE(failed);
  EXPECT_EQ(journal_->state(), Journal::State::broken);
  EXPECT_THAT(journal_->trouble(), HasSubstr("cannot be written any more"));
  EXPECT_FALSE(accept(2));
}

TEST_F(JournalTest, NeverBelievesAFileAfterASyncThatHadNoRoomEither) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.fail_with = ErrorKind::no_space;
  disk_.fail_at = disk_.calls + 2;
  ASSERT_FALSE(end_node(1, "a"));
  EXPECT_EQ(journal_->state(), Journal::State::broken);
}

TEST_F(JournalTest, BeginsASegmentWithItsHeaderThoughThereWasNoRoomAtFirst) {
  open();
  disk_.fail_with = ErrorKind::no_space;
  disk_.fail_at = disk_.calls + 3;  // behind those that reserve and open it
  disk_.write_partly = 7;
  const auto refused = accept(1);
  ASSERT_FALSE(refused);
  ASSERT_TRUE(accept(2));
  EXPECT_EQ(segment_number(disk_.files.at(segment_name(1)).bytes), 1u);
  open();
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(2)));
}

TEST_F(JournalTest, LeavesNothingOfARunThatWasGivenBack) {
  open();
  ASSERT_TRUE(accept(1));
  disk_.fail_with = ErrorKind::no_space;
  disk_.fail_at = disk_.calls + 1;
  disk_.write_partly = 4000;
  ASSERT_FALSE(accept(2, std::string(200, '1')));
  ASSERT_TRUE(end_node(1, "a"));
  open();
  EXPECT_THAT(found_.findings, IsEmpty());
  EXPECT_THAT(found_.unfinished, ElementsAre(id_of(1)));
}

// A workload whose acknowledgements are noted, so that what is found can be held against them.
struct Told {
  std::set<int> accepted, ended;
  std::set<std::pair<int, std::string>> nodes;
};

class JournalFaults : public JournalTest {
 protected:
  // Until the first failure.
  Told work(int runs) {
    Told told;
    for (int run = 1; run <= runs; ++run) {
      if (!accept(run, std::string(run % 3 == 0 ? 600 : 20, '1'))) return told;
      told.accepted.insert(run);
      for (const char* node : {"a", "b"}) {
        if (!end_node(run, node)) return told;
        told.nodes.insert({run, node});
      }
      if (run % 4 == 0) continue;
      if (!end_run(run)) return told;
      told.ended.insert(run);
    }
    return told;
  }

  // One process, as far as it comes.
  Told live_and_die() {
    auto opened = Journal::open(std::make_unique<FakeStore>(disk_), small(), turns_.post(), 1000);
    Told told;
    if (opened) {
      journal_ = std::move(*opened);
      journal_->use_bundle(kBundle, "{}");
      told = work(12);
    }
    journal_.reset();
    return told;
  }

  // Whatever was acknowledged is there.
  void expect_kept(const Told& told, const std::string& when) {
    open();
    std::set<std::string> ended;
    for (const auto& one : found_.ended) {
      ASSERT_EQ(one.end.end, RunEnd::succeeded) << when << ": " << one.id;
      ended.insert(one.id);
    }
    const std::set<std::string> going(found_.unfinished.begin(), found_.unfinished.end());
    for (const int run : told.accepted) {
      ASSERT_TRUE(ended.contains(id_of(run)) || going.contains(id_of(run)))
          << when << ": run " << run;
    }
    for (const int run : told.ended)
      ASSERT_TRUE(ended.contains(id_of(run))) << when << ": end of " << run;
    for (const auto& [run, node] : told.nodes) {
      if (ended.contains(id_of(run))) continue;
      const RunLog* log = journal_->log_of(id_of(run));
      ASSERT_NE(log, nullptr) << when;
      ASSERT_TRUE(log->nodes().contains(node) && log->nodes().at(node).end)
          << when << ": " << run << node;
      ASSERT_TRUE(journal_->text_of(log->accepted()->input)) << when;
    }
    journal_.reset();
  }
};

TEST_F(JournalFaults, KeepsWhatWasToldWhenTheProcessDiesAtAnyCall) {
  open();
  work(12);
  journal_.reset();
  const int calls = disk_.calls;
  ASSERT_GT(calls, 80);
  for (int die_at = 1; die_at <= calls; ++die_at) {
    for (const std::size_t part : {std::size_t{0}, std::size_t{70}}) {
      disk_ = FakeDisk{};
      disk_.die_at = die_at;
      disk_.write_partly = part;
      const Told told = live_and_die();
      disk_.die_at = -1;
      expect_kept(told, "dead at call " + std::to_string(die_at));
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(JournalFaults, KeepsWhatWasToldWhenPowerIsLost) {
  std::mt19937_64 random(7);
  for (int seed = 0; seed < 400; ++seed) {
    disk_ = FakeDisk{};
    open();
    disk_.die_at = disk_.calls + 1 + static_cast<int>(random() % 100);
    const Told told = work(12);
    journal_.reset();
    disk_.die_at = -1;
    disk_.lose_power(random());
    expect_kept(told, "power lost, seed " + std::to_string(seed));
    if (HasFatalFailure()) return;
  }
}

TEST_F(JournalFaults, KeepsWhatWasToldWhenAnyCallFails) {
  open();
  work(12);
  journal_.reset();
  const int calls = disk_.calls;
  for (const bool for_ever : {false, true}) {
    for (int at = 1; at <= calls; ++at) {
      disk_ = FakeDisk{};
      disk_.fail_at = at;
      disk_.fail_for_ever = for_ever;
      disk_.write_partly = 33;
      const Told told = live_and_die();
      disk_.fail_at = -1;
      expect_kept(told, "call " + std::to_string(at) + " failed");
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace tntc::engine::journal
