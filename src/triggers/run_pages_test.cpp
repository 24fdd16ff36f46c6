#include "triggers/run_pages.h"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include "triggers/testing/fake_run_port.h"

namespace tntc::triggers {
namespace {

class RunPages : public ::testing::Test {
 protected:
  RunPages() { runs.held = true; }

  std::shared_ptr<RunBook> make(RunHistory::Limits limits = {}) {
    return std::make_shared<RunBook>(
        runs, limits, IdempotencyTable::Limits{},
        RunBook::Clocks{[this] { return std::chrono::system_clock::from_time_t(0) + time; },
                        [] { return std::chrono::steady_clock::time_point(); }});
  }

  RunId start(RunBook& book) {
    return book.start({}, [](const auto&) {}).value();
  }

  static std::vector<std::string> ids(const Answer& answer) {
    std::vector<std::string> ids;
    const boost::json::value list = boost::json::parse(answer.body);
    for (const auto& run : list.at("runs").as_array()) ids.emplace_back(run.at("id").as_string());
    return ids;
  }

  boost::asio::io_context loop{1};
  testing::FakeRunPort runs{loop};
  Milliseconds time{1000};
};

using Ids = std::vector<std::string>;

TEST(RunQueryText, IsReadOrRefused) {
  const auto query = read_run_query("limit=2&status=failed&before=17&since=5&").value();
  EXPECT_EQ(query.limit, 2u);
  EXPECT_EQ(query.status, RunState::failed);
  EXPECT_EQ(query.before, 17u);
  EXPECT_EQ(query.since, 5);
  EXPECT_EQ(read_run_query("").value().limit, 100u);
  for (const std::string_view wrong :
       {"limit=0", "limit=1001", "limit=", "limit", "limit=-1", "limit=2x", "status=done",
        "status=", "before=x", "before=99999999999999999999", "lmit=1", "limit=1&limit=2", "=",
        "limit=1;status=failed", "since=", "since=1h", "since=-1", "since=9007199254740993"}) {
    const auto refused = read_run_query(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(refused.error().hint.empty());
  }
}

TEST_F(RunPages, ShowARunThatWaitsThatGoesOnAndThatHasEnded) {
  const auto book = make();
  const RunId id = start(*book);
  runs.waiting.insert(id);
  time = Milliseconds(1250);
  EXPECT_EQ(show_run(*book, id).body,
            R"({"id":"run-1","state":"queued","trigger":"http","acceptedAt":1000,)"
            R"("elapsedMs":250})");
  runs.waiting.clear();
  EXPECT_NE(show_run(*book, id).body.find(R"("state":"running")"), std::string::npos);

  runs.finish(id);
  EXPECT_EQ(show_run(*book, id).body,
            R"({"id":"run-1","state":"succeeded","trigger":"http","acceptedAt":1000,)"
            R"("completedAt":1250,"durationMs":250,"resultBytes":38,)"
            R"("result":{"success":true,"outputs":{"echo":{}}}})");
}

TEST_F(RunPages, ListRunsSinceATime) {
  const auto book = make();
  start(*book);
  time = Milliseconds(2000);
  const RunId later = start(*book);
  EXPECT_EQ(ids(list_runs(*book, "since=1001")), Ids{later});
  EXPECT_EQ(ids(list_runs(*book, "since=1000")).size(), 2u);
}

TEST_F(RunPages, ShowWhatARunThatGoesOnWaitsFor) {
  const auto book = make();
  const RunId id = start(*book);
  runs.waits[id] = R"([{"kind":"queued"}])";
  EXPECT_NE(show_run(*book, id).body.find(R"("waiting":[{"kind":"queued"}]})"), std::string::npos);
  runs.finish(id);
  EXPECT_EQ(show_run(*book, id).body.find("waiting"), std::string::npos);
}

TEST(RetryQueryText, IsReadOrRefused) {
  EXPECT_EQ(*read_retry_query(""), "");
  EXPECT_EQ(*read_retry_query("from=a"), "a");
  for (const std::string_view wrong : {"form=a", "from", "from=a&x=1"})
    EXPECT_EQ(read_retry_query(wrong).error().kind, ErrorKind::invalid) << wrong;
}

TEST_F(RunPages, SayWhyAResultIsNotThere) {
  const auto book = make({.runs = 10, .bytes = 400});
  runs.result = '"' + std::string(49, 'x') + '"';
  const RunId large = start(*book);
  runs.finish(large);
  const auto shown = boost::json::parse(show_run(*book, large).body);
  EXPECT_TRUE(shown.at("result").is_null());
  EXPECT_EQ(shown.at("note").as_string(),
            "the result has 51 bytes and was not kept: one may have at most 50; start the engine "
            "with a higher --keep-results");

  runs.result = '"' + std::string(48, 'x') + '"';
  const RunId first = start(*book);
  runs.finish(first);
  for (int i = 0; i < 8; ++i) runs.finish(start(*book));
  const auto dropped = boost::json::parse(show_run(*book, first).body);
  EXPECT_NE(dropped.at("note").as_string().find("make room"), std::string::npos);
}

TEST_F(RunPages, ListThePagesOneAfterTheOther) {
  const auto book = make();
  for (int i = 0; i < 5; ++i) start(*book);
  runs.finish("run-2");
  const Answer first = list_runs(*book, "limit=2");
  EXPECT_EQ(ids(first), (Ids{"run-5", "run-4"}));
  const std::string next(boost::json::parse(first.body).at("next").as_string());
  const Answer second = list_runs(*book, "limit=2&before=" + next);
  EXPECT_EQ(ids(second), (Ids{"run-3", "run-2"}));
  const std::string last(boost::json::parse(second.body).at("next").as_string());
  const Answer third = list_runs(*book, "limit=2&before=" + last);
  EXPECT_EQ(ids(third), (Ids{"run-1"}));
  EXPECT_EQ(third.body.find("next"), std::string::npos);
  EXPECT_EQ(ids(list_runs(*book, "status=succeeded")), (Ids{"run-2"}));
  EXPECT_EQ(list_runs(*book, "limit=x").status, 400);
  EXPECT_EQ(list_runs(*make(), "").body, R"({"runs":[]})");
}

TEST_F(RunPages, CancelWhatGoesOnAndNothingElse) {
  const auto book = make();
  const RunId id = start(*book);
  Answer cancelled;
  EXPECT_FALSE(cancel_run(*book, id, [&](Answer kept) { cancelled = std::move(kept); }));
  EXPECT_EQ(cancelled.body, "") << "it is answered when it is kept";
  loop.run_one();
  EXPECT_EQ(cancelled.status, 202);
  EXPECT_NE(cancelled.body.find(R"("cancelling":true)"), std::string::npos);
  EXPECT_EQ(runs.cancelled, (Ids{id}));

  loop.run();
  EXPECT_EQ(cancel_run(*book, id, {})->status, 409);
  EXPECT_EQ(cancel_run(*book, "nobody", {})->status, 404);
  EXPECT_EQ(show_run(*book, "nobody").status, 404);
  EXPECT_NE(show_run(*book, id).body.find(R"("state":"cancelled")"), std::string::npos);
}

TEST_F(RunPages, TellWhereAnAcceptedRunIs) {
  const auto book = make();
  const Answer answer = run_accepted(*book, start(*book));
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.headers, "\r\nLocation: /runs/run-1");
}

}  // namespace
}  // namespace tntc::triggers
