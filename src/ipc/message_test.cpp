#include "ipc/message.h"

#include <gtest/gtest.h>

namespace tntc::ipc {
namespace {

template <class T>
T round_trip(const T& message, std::string& packet) {
  packet.clear();
  encode(message, packet);
  const auto back = decode(packet);
  EXPECT_TRUE(back);
  EXPECT_TRUE(std::holds_alternative<T>(*back));
  return std::get<T>(*back);
}

TEST(Message, KeepsEveryFieldOfARun) {
  std::string packet;
  const auto start =
      round_trip(StartRun{7, "id", 3, 1500, 20, R"({"a":1})", R"({"now":1})"}, packet);
  EXPECT_EQ(start.run, 7u);
  EXPECT_EQ(start.id, "id");
  EXPECT_EQ(start.only_node, 3u);
  EXPECT_EQ(start.timeout_ms, 1500);
  EXPECT_EQ(start.waited_ms, 20);
  EXPECT_EQ(start.input, R"({"a":1})");
  EXPECT_EQ(start.test, R"({"now":1})");

  const auto done = round_trip(RunDone{8, End::cancelled, 5, 2, "{}", "[]"}, packet);
  EXPECT_EQ(done.run, 8u);
  EXPECT_EQ(done.end, End::cancelled);
  EXPECT_EQ(done.nodes_run, 5u);
  EXPECT_EQ(done.retries, 2u);
  EXPECT_EQ(done.result, "{}");
  EXPECT_EQ(done.calls, "[]");
}

TEST(Message, KeepsWhatBecomesOfTheNodesOfARecordedRun) {
  std::string packet;
  StartRun goes_on{.run = 7, .id = "id", .input = "{}", .recorded = true, .began_at = 1234};
  goes_on.so_far = {{0, NodeSoFar::State::succeeded, 2, 1, 10, 20, "[1]"},
                    {2, NodeSoFar::State::failed, 1, 1, 10, 30, "no"},
                    {1, NodeSoFar::State::open, 3, 0, 0, 0, "", {{"one", "1"}, {"two", ""}}, 99}};
  goes_on.events = {{"approved", "1"}, {"approved", "null"}};
  const auto start = round_trip(goes_on, packet);
  EXPECT_TRUE(start.recorded);
  EXPECT_EQ(start.began_at, 1234);
  EXPECT_EQ(start.so_far, goes_on.so_far);
  EXPECT_EQ(start.events, goes_on.events);

  const auto came = round_trip(EventCame{7, 2, "approved", "{}"}, packet);
  EXPECT_EQ(came.index, 2u);
  EXPECT_EQ(came.name, "approved");
  EXPECT_EQ(came.payload, "{}");
  EXPECT_EQ(round_trip(ParkRun{7}, packet).run, 7u);
  EXPECT_EQ(round_trip(RunParked{7, 3}, packet).events, 3u);

  const auto recorded = round_trip(Recorded{7, 9}, packet);
  EXPECT_EQ(recorded.run, 7u);
  EXPECT_EQ(recorded.step, 9u);
  EXPECT_EQ(round_trip(Sync{7, 9}, packet).step, 9u);

  const auto step = round_trip(StepDone{7, 3, 9, "charge", "{}"}, packet);
  EXPECT_EQ(step.step, 9u);
  EXPECT_EQ(step.name, "charge");
  EXPECT_EQ(step.text, "{}");
  const RunWaits waits{7, true, 99, {"approved", "paid"}};
  EXPECT_EQ(round_trip(waits, packet), waits);

  const auto begun = round_trip(NodeBegun{7, 3, 2, 99}, packet);
  EXPECT_EQ(begun.node, 3u);
  EXPECT_EQ(begun.attempt, 2u);
  EXPECT_EQ(begun.at, 99);

  const auto done = round_trip(NodeDone{7, 3, 2, true, false, 98, 99, "{}"}, packet);
  EXPECT_EQ(done.run, 7u);
  EXPECT_EQ(done.attempt, 2u);
  EXPECT_TRUE(done.succeeded);
  EXPECT_FALSE(done.final);
  EXPECT_EQ(done.started_at, 98);
  EXPECT_EQ(done.ended_at, 99);
  EXPECT_EQ(done.text, "{}");
}

TEST(Message, KeepsLogLinesInOrder) {
  std::string packet;
  const Logs logs{{{1, 1, 9, 0, 1, "first"}, {2, 3, 9, 1, 2, "second"}}};
  EXPECT_EQ(round_trip(logs, packet).lines, logs.lines);
}

TEST(Message, RefusesEveryTruncationAndTrailingBytes) {
  std::string packet;
  encode(Message(Logs{{{1, 1, 9, 0, 1, "first"}}}), packet);
  for (std::size_t size = 0; size < packet.size(); ++size) {
    EXPECT_FALSE(decode(std::string_view(packet).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode(packet + "x"));
  EXPECT_FALSE(decode("\xff"));
}

TEST(Message, DoesNotTrustLengths) {
  std::string packet;
  encode(Message(Refused{"why"}), packet);
  packet[1] = '\x7f';
  packet[4] = '\x7f';
  EXPECT_FALSE(decode(packet));
}

}  // namespace
}  // namespace tntc::ipc
