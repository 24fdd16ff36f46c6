#include "triggers/run_book.h"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "triggers/testing/fake_run_port.h"

namespace tntc::triggers {
namespace {

class Book : public ::testing::Test {
 protected:
  Book() { runs.held = true; }

  std::shared_ptr<RunBook> make(IdempotencyTable::Limits keys = {}) {
    return std::make_shared<RunBook>(
        runs, RunHistory::Limits{}, keys,
        RunBook::Clocks{&std::chrono::system_clock::now, [this] { return now; }});
  }

  RunPort::Done into(std::vector<Result<RunOutcome>>& outcomes) {
    return [&outcomes](Result<RunOutcome> outcome) { outcomes.push_back(std::move(outcome)); };
  }

  static RunRequest with(std::string input) { return {.input = std::move(input)}; }

  boost::asio::io_context loop{1};
  testing::FakeRunPort runs{loop};
  std::chrono::steady_clock::time_point now;
  std::vector<Result<RunOutcome>> first, second;
};

TEST_F(Book, PassesRunsOnAndRemembersThem) {
  const auto book = make();
  const RunId id = book->start(with("1"), into(first)).value();
  ASSERT_NE(book->history().find(id), nullptr);
  runs.finish(id);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0]->result, book->history().find(id)->result);
}

TEST_F(Book, RemembersNoRunThatDidNotStart) {
  const auto book = make();
  runs.refusal = Error{ErrorKind::unavailable, "full", {}, {}};
  EXPECT_FALSE(book->start(with("1"), into(first)));
  EXPECT_TRUE(book->history().all().empty());
}

TEST_F(Book, KnowsARunThatEndedInsideStart) {
  const auto book = make();
  runs.ends_at_once = true;
  const RunId id = book->start(with("1"), into(first)).value();
  ASSERT_NE(book->history().find(id), nullptr);
  EXPECT_FALSE(book->history().find(id)->going());
}

TEST_F(Book, OutlivesItsOwnerWhileARunGoesOn) {
  auto book = make();
  const RunId id = book->start(with("1"), into(first)).value();
  book.reset();
  runs.finish(id);
  EXPECT_EQ(first.size(), 1u);
}

TEST_F(Book, RunsARepeatedKeyOnceAndAnswersEverybody) {
  const auto book = make();
  const RunId id = book->start_once("k", with("1"), into(first)).value();
  EXPECT_EQ(book->start_once("k", with("1"), into(second)).value(), id);
  EXPECT_TRUE(second.empty());

  runs.finish(id);
  ASSERT_EQ(first.size(), 1u);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0]->result, first[0]->result);

  EXPECT_EQ(book->start_once("k", with("1"), into(second)).value(), id);
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[1]->result, first[0]->result);
  EXPECT_EQ(runs.requests.size(), 1u);
}

TEST_F(Book, RefusesAKeyWithAnotherInput) {
  const auto book = make();
  ASSERT_TRUE(book->start_once("k", with("1"), into(first)));
  const auto refused = book->start_once("k", with("2"), into(second));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 422);
  EXPECT_EQ(runs.requests.size(), 1u);
}

TEST_F(Book, RunsAgainWhatDidNotStartOrWasInterrupted) {
  const auto book = make();
  runs.refusal = Error{ErrorKind::unavailable, "full", {}, {}};
  const auto refused = book->start_once("k", with("1"), into(first));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 503);
  runs.refusal.reset();

  runs.end = RunEnd::interrupted;
  runs.finish(book->start_once("k", with("1"), into(first)).value());
  runs.failure = Error{ErrorKind::internal, "lost", {}, {}};
  runs.finish(book->start_once("k", with("1"), into(first)).value());
  EXPECT_EQ(first.size(), 2u);
  EXPECT_EQ(runs.requests.size(), 2u);
}

TEST_F(Book, RunsAnExpiredKeyAgain) {
  const auto book = make({.expiry = Milliseconds(1000)});
  runs.finish(book->start_once("k", with("1"), into(first)).value());
  now += Milliseconds(1000);
  ASSERT_TRUE(book->start_once("k", with("2"), into(second)));
  EXPECT_EQ(runs.requests.size(), 2u);
}

TEST_F(Book, SaysThatAResultIsGoneInsteadOfRunningTwice) {
  const auto book = make({.bytes = 1000});
  runs.result = '"' + std::string(200, 'x') + '"';
  runs.finish(book->start_once("k", with("1"), into(first)).value());
  const auto gone = book->start_once("k", with("1"), into(second));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().status, 409);
  EXPECT_EQ(gone.error().run, "run-1");
  EXPECT_EQ(runs.requests.size(), 1u);
}

TEST_F(Book, RefusesKeysItCannotRemember) {
  const auto book = make({.bytes = 100});
  const auto full = book->start_once("k", with("1"), into(first));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().status, 503);
  EXPECT_NE(full.error().body.find("--idempotency-memory"), std::string::npos);
  EXPECT_TRUE(runs.requests.empty());
}

}  // namespace
}  // namespace tntc::triggers
