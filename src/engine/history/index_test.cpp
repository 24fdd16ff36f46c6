#include "engine/history/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/history/run_story.h"
#include "engine/journal/contents.h"
#include "engine/journal/journal.h"
#include "engine/run_id.h"
#include "engine/testing/written_journal.h"
#include "io/files.h"

namespace tntc::engine::history {
namespace {

namespace fs = std::filesystem;
using journal::NodeEnd;
using journal::RecordKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using triggers::RunEnd;

std::string id_of(int number) {
  return testing::WrittenJournal::id_of(number);
}

class IndexTest : public ::testing::Test {
 protected:
  IndexTest()
      : scratch_(*io::ScratchDirectory::make()), state_(scratch_.path()), journal_(state_) {}

  std::string path(std::uint64_t number) const { return journal_.path(number); }
  void put(int run, std::uint32_t sequence, RecordKind kind, std::string_view payload) {
    journal_.put(journal_.record(run, sequence, kind, payload));
  }

  std::vector<std::string> ids(const RunFilter& filter = {}) {
    auto index = Index::open(state_);
    EXPECT_TRUE(index) << index.error().message;
    std::vector<std::string> found;
    if (!index) return found;
    const auto rows = index->list(filter);
    EXPECT_TRUE(rows) << rows.error().message;
    for (const RunRow& row : *rows) found.push_back(row.id);
    return found;
  }
  RunRow row(int run) {
    auto index = Index::open(state_);
    const auto rows = index->list({});
    for (const RunRow& row : *rows) {
      if (row.id == id_of(run)) return row;
    }
    ADD_FAILURE() << "run " << run << " is not there";
    return {};
  }

  io::ScratchDirectory scratch_;
  std::string state_;
  testing::WrittenJournal journal_;
};

TEST_F(IndexTest, SaysOfARunWhatItsRecordsSay) {
  journal_.accept(1);
  EXPECT_EQ(row(1).ended_at, 0);
  EXPECT_TRUE(row(1).sent);
  journal_.end_node(1, 2, {.node = "fetch", .how = NodeEnd::How::failed});
  journal_.end_run(1, RunEnd::failed);
  const RunRow said = row(1);
  EXPECT_EQ(said.trigger, "cron");
  EXPECT_EQ(said.trigger_name, "nightly");
  EXPECT_EQ(said.accepted_at, 1001);
  EXPECT_EQ(said.ended_at, 2000);
  EXPECT_EQ(said.end, RunEnd::failed);
  EXPECT_EQ(said.failed_node, "fetch");
}

TEST_F(IndexTest, ListsTheNewestFirstAndWhatAFilterLeaves) {
  for (int run = 1; run <= 4; ++run) journal_.accept(run);
  journal_.end_run(2, RunEnd::succeeded, 2);
  EXPECT_THAT(ids(), ElementsAre(id_of(4), id_of(3), id_of(2), id_of(1)));
  EXPECT_THAT(ids({.limit = 1, .before = id_of(3)}), ElementsAre(id_of(2)));
  EXPECT_THAT(ids({.since = 1003}), ElementsAre(id_of(4), id_of(3)));
  EXPECT_THAT(ids({.state = RunFilter::State{.end = RunEnd::succeeded}}), ElementsAre(id_of(2)));
  EXPECT_THAT(ids({.state = RunFilter::State{.sent = true}}), SizeIs(3));
  EXPECT_THAT(ids({.state = RunFilter::State{.sent = false}}), IsEmpty());
}

TEST_F(IndexTest, FindsRunsByTheBeginningOfTheirIds) {
  journal_.accept(1);
  journal_.accept(2);
  auto index = Index::open(state_);
  EXPECT_THAT(*index->with_prefix(id_of(1), 9), ElementsAre(id_of(1)));
  EXPECT_THAT(*index->with_prefix(id_of(1).substr(0, 8), 9), SizeIs(2));
  EXPECT_THAT(*index->with_prefix("f", 9), IsEmpty());
  EXPECT_THAT(*index->with_prefix("x'; --", 9), IsEmpty());
}

TEST_F(IndexTest, IsForTheOwnerOnlyAndMayBeRemovedOrDamaged) {
  journal_.accept(1);
  EXPECT_THAT(ids(), SizeIs(1));
  struct stat status{};
  const std::string file = state_ + "/index.sqlite";
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  fs::remove(file);
  EXPECT_THAT(ids(), SizeIs(1));
  ASSERT_TRUE(io::write_file(file, std::string(5000, 'x')));
  EXPECT_THAT(ids(), SizeIs(1));
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_THAT(ids(), SizeIs(1)) << "in memory";
}

TEST_F(IndexTest, TakesARecordOnlyWhenAllOfItIsThere) {
  journal_.accept(1);
  const std::string whole = journal_.record(
      1, 2, RecordKind::run_end, encode(journal::RunEnded{.at = 2000, .result = {"{}", ""}}));
  const std::size_t begin = journal_.end;
  for (std::size_t size = 0; size < whole.size(); size += 8) {
    journal_.end = begin;
    journal_.put(whole.substr(0, size));
    EXPECT_THAT(ids(), SizeIs(1));
  }
  journal_.end = begin;
  journal_.put(whole);
  EXPECT_EQ(row(1).ended_at, 2000);
}

TEST_F(IndexTest, PassesOverDamageThatHasRecordsBehindIt) {
  journal_.accept(1);
  const std::size_t begin = journal_.end;
  journal_.accept(2);
  journal_.accept(3);
  journal_.end = begin;
  journal_.put(std::string(16, 'x'));
  EXPECT_THAT(ids(), ElementsAre(id_of(3), id_of(1)));
}

TEST_F(IndexTest, FollowsCompaction) {
  journal_.accept(1);
  journal_.accept(2);
  journal_.segment(2);
  journal_.end_run(1, RunEnd::succeeded, 2);
  EXPECT_THAT(ids(), SizeIs(2));
  // The second run is kept, and copied; the first is not.
  journal_.accept(2);
  fs::remove(path(1));
  EXPECT_THAT(ids(), ElementsAre(id_of(2)));
  journal_.segment(3);
  put(2, 0, RecordKind::forgotten, {});
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(IndexTest, BeginsAnewWhenTheJournalIsAnotherOne) {
  journal_.accept(1);
  journal_.segment(2);
  journal_.accept(2);
  EXPECT_THAT(ids(), SizeIs(2));
  fs::remove(path(1));
  fs::remove(path(2));
  journal_.segment(1);
  journal_.accept(7);
  EXPECT_THAT(ids(), ElementsAre(id_of(7)));
  journal_.segment(1);
  journal_.accept(8);
  EXPECT_THAT(ids(), ElementsAre(id_of(8)));
}

TEST_F(IndexTest, WithoutAJournalThereAreNoRuns) {
  fs::remove(path(1));
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_EQ(Index::open(state_ + "/none").error().kind, ErrorKind::not_found);
}

TEST_F(IndexTest, TellsTheStoryOfARunFromWhereverItsRecordsStand) {
  journal_.accept(1);
  journal_.accept(2);
  put(1, 2, RecordKind::started, encode(journal::Started{"fetch", 1, 1100}));
  journal_.segment(2);
  NodeEnd first{.node = "fetch", .how = NodeEnd::How::failed, .final = false};
  first.value.text = "once";
  put(1, 3, RecordKind::node_end, encode(first));
  put(1, 4, RecordKind::log, encode(journal::Log{.node = "fetch", .text = "hello"}));
  put(1, 5, RecordKind::resumed, {});
  NodeEnd second{.node = "fetch", .attempt = 2};
  second.value.text = "42";
  put(1, 6, RecordKind::node_end, encode(second));
  auto records = RunRecords::open(state_);
  ASSERT_TRUE(records);
  const auto story = records->story(id_of(1));
  ASSERT_TRUE(story) << story.error().message;
  ASSERT_THAT(story->attempts.at("fetch"), SizeIs(2));
  EXPECT_EQ(story->attempts.at("fetch")[0].began_at, 1100);
  EXPECT_EQ(story->attempts.at("fetch")[0].end->value.text, "once");
  EXPECT_EQ(*records->text_of(story->attempts.at("fetch")[1].end->value), "42");
  EXPECT_EQ(story->lines.at(0).text, "hello");
  EXPECT_EQ(story->resumed, 1);
  EXPECT_FALSE(story->incomplete);
  EXPECT_FALSE(story->ended);
}

TEST_F(IndexTest, NamesTheRunsWhenABeginningIsThatOfSeveral) {
  journal_.accept(1);
  journal_.accept(2);
  auto records = RunRecords::open(state_);
  EXPECT_EQ(*records->resolve(id_of(2)), id_of(2));
  const auto several = records->resolve(id_of(1).substr(0, 8));
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().kind, ErrorKind::invalid);
  EXPECT_THAT(several.error().hint, HasSubstr(id_of(1)));
  EXPECT_EQ(records->resolve("ffff").error().kind, ErrorKind::not_found);
}

// The real writer, with small segments and few runs that are kept, so that it compacts all the
// time.
class LiveIndexTest : public ::testing::Test {
 protected:
  void open() {
    journal::Journal::Options options;
    options.segment_bytes = 8192;
    options.inline_bytes = 512;
    options.keep_runs = 30;
    auto store = journal::open_disk_store(scratch_.path());
    ASSERT_TRUE(store) << store.error().message;
    auto opened = journal::Journal::open(
        std::move(*store), options,
        [this](std::function<void()> act) {
          const std::scoped_lock lock(mutex_);
          acts_.push_back(std::move(act));
        },
        1000);
    ASSERT_TRUE(opened) << opened.error().message;
    journal_ = std::move(*opened);
    journal_->use_bundle("sha256:b0", "{}");
  }
  void turn() {
    std::vector<std::function<void()>> acts;
    {
      const std::scoped_lock lock(mutex_);
      acts.swap(acts_);
    }
    for (const auto& act : acts) act();
  }
  void accept(const std::string& id, std::string input = "{}") {
    journal_->accept(
        id, {.at = 1000, .bundle = "sha256:b0", .trigger = "http", .input = {std::move(input), ""}},
        nullptr);
  }
  void finish(const std::string& id) {
    bool done = false;
    journal_->end(id, {.at = 2000, .end = RunEnd::succeeded, .result = {"{}", ""}},
                  [&](const Result<void>& kept) { done = kept.has_value(); });
    while (!done) turn();
  }

  io::ScratchDirectory scratch_ = *io::ScratchDirectory::make();
  std::mutex mutex_;
  std::vector<std::function<void()>> acts_;
  std::unique_ptr<journal::Journal> journal_;
};

TEST_F(LiveIndexTest, FollowsAnEngineThatWritesAndCompacts) {
  open();
  std::atomic<bool> over = false;
  std::atomic<int> looks = 0;
  std::thread reader([&] {
    while (!over) {
      auto index = Index::open(scratch_.path());
      ASSERT_TRUE(index) << index.error().message;
      const auto rows = index->list({.limit = 10'000});
      ASSERT_TRUE(rows) << rows.error().message;
      for (const RunRow& row : *rows) EXPECT_EQ(row.accepted_at, 1000);
      ++looks;
    }
  });
  RunIds ids;
  std::vector<std::string> all;
  const std::string lasting = ids.next(1'700'000'000'000);
  accept(lasting);
  for (int run = 1; run <= 500 || looks < 10; ++run) {
    all.push_back(ids.next(1'700'000'000'000 + run));
    accept(all.back(), run % 7 == 0 ? std::string(600, '1') : "{}");
    if (run % 30 == 0)
      journal_->add(lasting, journal::Step{"a", std::to_string(run), {"1", ""}}, nullptr);
    finish(all.back());
  }
  over = true;
  reader.join();
  journal_.reset();  // all is written
  auto records = RunRecords::open(scratch_.path());
  ASSERT_TRUE(records);
  const auto rows = *records->index().list({.limit = 10'000});
  ASSERT_GE(rows.size(), 31u);
  EXPECT_LT(rows.size(), 400u) << "what was compacted away is gone";
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_EQ(rows[i].id, all[all.size() - 1 - i]);
    EXPECT_EQ(rows[i].ended_at, 2000);
    const auto story = records->story(rows[i].id);
    ASSERT_TRUE(story) << story.error().message;
    EXPECT_FALSE(story->incomplete);
    EXPECT_TRUE(records->text_of(story->accepted.input));
  }
  EXPECT_EQ(rows.back().id, lasting);
  const auto story = records->story(lasting);
  ASSERT_TRUE(story);
  EXPECT_FALSE(story->incomplete);
  EXPECT_GE(story->log.nodes().at("a").steps.size(), 16u);
  // The same as when all of it is read at once.
  fs::remove(scratch_.path() + "/index.sqlite");
  auto anew = Index::open(scratch_.path());
  ASSERT_TRUE(anew);
  EXPECT_EQ(anew->list({.limit = 10'000})->size(), rows.size());
}

}  // namespace
}  // namespace tntc::engine::history
