// How the server ends.
#include "triggers/testing/http_fixture.h"

namespace tntc::triggers {
namespace {

using testing::HttpReply;

class Stopping : public testing::HttpFixture {};

TEST_F(Stopping, StartsNoRunsWhileDraining) {
  const auto client = connect();
  draining = true;
  const HttpReply reply = client->ask(post("1"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_NE(reply.body.find("\"kind\":\"unavailable\""), std::string::npos);
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(Stopping, SaysInHealthThatItIsDraining) {
  draining = true;
  const HttpReply reply = connect()->ask(get("/health"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, R"({"status":"draining"})");
}

TEST_F(Stopping, DoesNotAskForABodyWhileDraining) {
  const auto client = connect();
  draining = true;
  EXPECT_EQ(
      client->ask("POST /run HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n").status,
      503);
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(Stopping, ClosesIdleConnectionsAndFinishesTheOthers) {
  runs.held = true;
  const auto idle = connect();
  const auto busy = connect();
  EXPECT_EQ(idle->ask(get("/health")).status, 200);
  busy->send(post("1"));
  ASSERT_TRUE(busy->wait_for([&] { return runs.going() == 1; }));

  bool all_closed = false;
  server().stop_accepting([&] { all_closed = true; });

  EXPECT_TRUE(idle->sees_the_end());
  EXPECT_TRUE(busy->hears_nothing());
  EXPECT_FALSE(all_closed);
  runs.finish("run-1");
  const HttpReply reply = busy->reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_TRUE(busy->sees_the_end());
  busy->close();
  EXPECT_TRUE(idle->wait_for([&] { return all_closed; }) || all_closed);
}

TEST_F(Stopping, AcceptsNobodyAnyMore) {
  const unsigned short port = server().port();
  server().stop_accepting();
  const testing::HttpClient late(loop, port);
  EXPECT_FALSE(late.connected());
}

TEST_F(Stopping, TellsThatAllIsClosedFromTheLoopAlsoWhenNobodyWasThere) {
  bool all_closed = false;
  server().stop_accepting([&] { all_closed = true; });
  EXPECT_FALSE(all_closed);
  loop.run_for(std::chrono::seconds(5));
  EXPECT_TRUE(all_closed);
}

TEST_F(Stopping, LetsARequestThatHasBegunComeThrough) {
  const auto client = connect();
  client->send("POST /run HTTP/1.1\r\nContent-Le");
  EXPECT_TRUE(client->hears_nothing());
  server().stop_accepting();
  EXPECT_EQ(client->ask("ngth: 1\r\n\r\n1").status, 200);
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(Stopping, CancelsRunsWhenItEndsAtOnce) {
  runs.held = true;
  const auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));
  server().stop();
  server().stop();
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_EQ(runs.cancelled, std::vector<RunId>{"run-1"});
  EXPECT_EQ(server().stats().connections, 0u);
}

TEST_F(Stopping, IgnoresAResultThatComesAfterItsEnd) {
  runs.held = true;
  const auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));
  destroy_server();
  runs.finish("run-1");
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(Stopping, LeavesNothingBehindOnTheLoop) {
  const auto client = connect();
  EXPECT_EQ(client->ask(get("/health")).status, 200);
  destroy_server();
  loop.restart();
  loop.run_for(std::chrono::seconds(5));
  EXPECT_TRUE(loop.stopped()) << "an operation is still pending";
}

}  // namespace
}  // namespace tntc::triggers
