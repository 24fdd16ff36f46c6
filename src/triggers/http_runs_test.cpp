// /runs, Prefer and Idempotency-Key, over real sockets.
#include <boost/json/parse.hpp>

#include "triggers/testing/http_fixture.h"

namespace tntc::triggers {
namespace {

using testing::HttpReply;

class Runs : public testing::HttpFixture {
 protected:
  static std::string remove(std::string_view target) {
    return fmt::format("DELETE {} HTTP/1.1\r\nHost: x\r\n\r\n", target);
  }

  static std::string state(const HttpReply& reply) {
    return std::string(boost::json::parse(reply.body).at("state").as_string());
  }
};

TEST_F(Runs, AreListedAndShown) {
  runs.held = true;
  const auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));

  const auto other = connect();
  EXPECT_EQ(state(other->ask(get("/runs/run-1"))), "running");
  EXPECT_NE(other->ask(get("/runs?status=running")).body.find("run-1"), std::string::npos);
  runs.finish("run-1");
  EXPECT_EQ(client->reply().status, 200);
  const HttpReply ended = other->ask(get("/runs/run-1"));
  EXPECT_EQ(state(ended), "succeeded");
  EXPECT_TRUE(ended.has("Tentacular-Run-Id: run-1"));
  EXPECT_NE(ended.body.find(R"("result":{"success":true,"outputs":{"echo":1}})"),
            std::string::npos);
  EXPECT_EQ(other->ask(get("/runs?status=running")).body, R"({"runs":[]})");
  EXPECT_EQ(other->ask(get("/runs?limt=1")).status, 400);
  EXPECT_EQ(other->ask(get("/runs/nobody")).status, 404);
}

TEST_F(Runs, OfOtherTriggersAreListedToo) {
  ASSERT_TRUE(server().runs().start({.trigger = "cron"}, [](const auto&) {}));
  const HttpReply list = connect()->ask(get("/runs"));
  EXPECT_NE(list.body.find(R"("trigger":"cron")"), std::string::npos) << list.body;
}

TEST_F(Runs, GetEvents) {
  const auto event = [](std::string_view target, std::string_view body, std::string_view key = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n{}", target, key,
                       body.size(), body);
  };
  runs.held = true;
  const auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));

  const auto other = connect();
  const HttpReply taken = other->ask(event("/runs/run-1/events/paid", R"({"by":1})"));
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(taken.body, R"({"id":"run-1","event":"paid"})");
  EXPECT_EQ(other->ask(event("/runs/run-1/events/paid", "", "Idempotency-Key: k\r\n")).status, 202);
  EXPECT_EQ(runs.events, (std::vector<std::string>{R"(run-1 paid {"by":1} )", "run-1 paid {} k"}));

  EXPECT_EQ(other->ask(event("/runs/run-1/events/paid", "{")).status, 400);
  EXPECT_EQ(other->ask(event("/runs/run-1/events/a%20b", "1")).status, 400);
  EXPECT_EQ(other->ask(event("/runs/run-1/events/paid", "1", "Idempotency-Key: \r\n")).status, 400);
  EXPECT_EQ(other->ask(event("/runs/run-2/events/paid", "1")).status, 404);
  EXPECT_EQ(other->ask(get("/runs/run-1/events/paid")).status, 405);
  runs.kept = fail(ErrorKind::unavailable, "the disk is broken");
  EXPECT_EQ(other->ask(event("/runs/run-1/events/paid", "1")).status, 503);
  runs.finish("run-1");
  EXPECT_EQ(client->reply().status, 200);
  EXPECT_EQ(other->ask(event("/runs/run-1/events/paid", "1")).status, 409);
}

TEST_F(Runs, AreCancelledByDelete) {
  runs.held = true;
  const auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));

  const auto other = connect();
  EXPECT_EQ(other->ask(remove("/runs/run-1")).status, 202);
  EXPECT_EQ(client->reply().status, 500);
  EXPECT_EQ(other->ask(remove("/runs/run-1")).status, 409);
  EXPECT_EQ(other->ask(remove("/runs/run-2")).status, 404);
  EXPECT_EQ(state(other->ask(get("/runs/run-1"))), "cancelled");
}

TEST_F(Runs, AreNotWaitedForWhenTheClientPrefersThat) {
  runs.held = true;
  const auto client = connect();
  const HttpReply accepted = client->ask(post("1", "Prefer: respond-async\r\n"));
  EXPECT_EQ(accepted.status, 202);
  EXPECT_TRUE(accepted.has("Location: /runs/run-1"));
  EXPECT_TRUE(accepted.has("Preference-Applied: respond-async"));
  EXPECT_TRUE(accepted.has("Tentacular-Run-Id: run-1"));
  EXPECT_EQ(state(accepted), "running");

  // The connection serves on, and neither its end nor that of the run disturbs the other.
  EXPECT_EQ(client->ask(get("/health")).status, 200);
  client->close();
  const auto other = connect();
  other->hears_nothing();
  EXPECT_TRUE(runs.cancelled.empty());
  runs.finish("run-1");
  EXPECT_EQ(state(other->ask(get("/runs/run-1"))), "succeeded");
}

TEST_F(Runs, AreWaitedForAsLongAsTheClientSays) {
  options.header_timeout = Milliseconds(100);  // makes the server look at the time more often
  runs.held = true;
  const auto client = connect();
  client->send(post("1", "Prefer: respond-async, wait=1\r\n"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));
  runs.finish("run-1");
  EXPECT_EQ(client->reply().status, 200);

  EXPECT_EQ(client->ask(post("2", "Prefer: respond-async\r\nPrefer: wait=1\r\n")).status, 202);
  EXPECT_EQ(client->ask(get("/health")).status, 200);
}

TEST_F(Runs, AreGivenToThoseThatPreferNotToWaitWhenTheyHaveEnded) {
  runs.ends_at_once = true;
  EXPECT_EQ(connect()->ask(post("1", "Prefer: respond-async\r\n")).status, 200);
}

TEST_F(Runs, OfOneKeyHappenOnce) {
  runs.held = true;
  const std::string keyed = post("1", "Idempotency-Key: \"abc\"\r\n");
  const auto first = connect(), second = connect();
  first->send(keyed);
  ASSERT_TRUE(first->wait_for([&] { return runs.going() == 1; }));
  second->send(post("1", "Idempotency-Key: abc\r\n"));
  EXPECT_TRUE(second->hears_nothing());
  runs.finish("run-1");

  const HttpReply answer = first->reply();
  EXPECT_EQ(answer.status, 200);
  for (const HttpReply& again : {second->reply(), second->ask(keyed)}) {
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, answer.body);
    EXPECT_TRUE(again.has("Tentacular-Run-Id: run-1"));
  }
  EXPECT_EQ(runs.requests.size(), 1u);
  EXPECT_EQ(first->ask(post("2", "Idempotency-Key: \"abc\"\r\n")).status, 422);
  EXPECT_EQ(first->ask(post("2", "Idempotency-Key: \"\"\r\n")).status, 400);
  EXPECT_EQ(first->ask(post("2", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n")).status, 400);
}

TEST_F(Runs, OfAKeySurviveTheClientThatLeaves) {
  runs.held = true;
  const std::string keyed = post("1", "Idempotency-Key: abc\r\n");
  const auto first = connect(), second = connect();
  first->send(keyed);
  ASSERT_TRUE(first->wait_for([&] { return runs.going() == 1; }));
  first->close();
  second->send(keyed);
  EXPECT_TRUE(second->hears_nothing());
  EXPECT_TRUE(runs.cancelled.empty());
  runs.finish("run-1");
  EXPECT_EQ(second->reply().status, 200);
  EXPECT_EQ(runs.requests.size(), 1u);
}

TEST_F(Runs, SurviveTheServerWithoutHarm) {
  runs.held = true;
  const auto client = connect();
  EXPECT_EQ(client->ask(post("1", "Prefer: respond-async\r\n")).status, 202);
  client->send(post("2", "Idempotency-Key: abc\r\n"));
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 2; }));
  destroy_server();
  runs.finish("run-1");
  runs.finish("run-2");
  EXPECT_EQ(runs.going(), 0u);
}

TEST_F(Runs, HaveTheMethodsTheyHave) {
  const auto client = connect();
  const HttpReply put = client->ask("PUT /run HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(put.status, 405);
  EXPECT_TRUE(put.has("Allow: GET, POST, OPTIONS"));
  const HttpReply methods = client->ask("OPTIONS /runs/x HTTP/1.1\r\n\r\n");
  EXPECT_EQ(methods.status, 204);
  EXPECT_TRUE(methods.has("Allow: GET, HEAD, DELETE, OPTIONS"));
  EXPECT_EQ(methods.head.find("Content-"), std::string::npos);
  EXPECT_EQ(client->ask("OPTIONS * HTTP/1.1\r\n\r\n").status, 204);
  EXPECT_EQ(client->ask("POST /runs HTTP/1.1\r\n\r\n").status, 405);
  client->send("HEAD /runs HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(client->reply(true).has("Content-Length: 11"));
  EXPECT_TRUE(runs.requests.empty());
}

class Token : public Runs {
 protected:
  Token() { server().require_token(AccessToken(std::string("t0ken"))); }
};

TEST_F(Token, IsWantedForEverythingButHealth) {
  const auto client = connect();
  EXPECT_EQ(client->ask(get("/health")).status, 200);
  for (const char* target : {"/run", "/runs", "/runs/x", "/metrics", "/health?detail=1", "/no"}) {
    const HttpReply refused = client->ask(get(target));
    EXPECT_EQ(refused.status, 401) << target;
    EXPECT_TRUE(refused.has("WWW-Authenticate: Bearer realm=\"tentacular\"")) << target;
    EXPECT_NE(refused.body.find("Authorization: Bearer TOKEN"), std::string::npos);
    EXPECT_EQ(refused.body.find("t0ken"), std::string::npos);
  }
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(Token, LetsIn) {
  const auto client = connect();
  EXPECT_EQ(client->ask(post("1", "Authorization: Bearer t0ken\r\n")).status, 200);
  EXPECT_EQ(client->ask(get("/metrics", "Tentacular-Token: t0ken\r\n")).status, 200);
  const HttpReply wrong = client->ask(post("1", "Authorization: Bearer t0kem\r\n"));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_NE(wrong.head.find("error=\"invalid_token\""), std::string::npos);
}

TEST_F(Token, KeepsOutBodiesBeforeTheyArrive) {
  const auto client = connect();
  client->send("POST /run HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
  EXPECT_EQ(client->reply().status, 401);
  const auto asking = connect();
  asking->send("POST /run HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(asking->reply().status, 401);
}

TEST_F(Token, CanBeChangedAndTakenAway) {
  const auto client = connect();
  server().require_token(AccessToken(std::string("other")));
  EXPECT_EQ(client->ask(get("/runs", "Tentacular-Token: t0ken\r\n")).status, 401);
  EXPECT_EQ(client->ask(get("/runs", "Tentacular-Token: other\r\n")).status, 200);
  server().require_token(AccessToken());
  EXPECT_EQ(client->ask(get("/runs")).status, 200);
}

TEST_F(Runs, AreRepeated) {
  runs.retry = RunRequest{.input = "7", .trigger = "retry", .trigger_name = "run-0"};
  const auto client = connect();
  const auto post_to = [](std::string_view target) {
    return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", target);
  };
  const HttpReply reply = client->ask(post_to("/runs/run-0/retry?from=b"));
  EXPECT_EQ(reply.status, 202) << reply.body;
  EXPECT_TRUE(reply.has("Location: /runs/run-1"));
  EXPECT_FALSE(reply.has("Preference-Applied"));
  EXPECT_EQ(runs.retries, std::vector<std::string>{"run-0 b"});
  EXPECT_EQ(runs.requests.at(0).input, "7");

  EXPECT_EQ(client->ask(post_to("/runs/run-0/retry?form=b")).status, 400);
  EXPECT_EQ(client->ask(get("/runs/run-0/retry")).status, 405);
  runs.retry = Result<RunRequest>(fail(ErrorKind::conflict, "it has not ended"));
  EXPECT_EQ(client->ask(post_to("/runs/run-0/retry")).status, 409);
  runs.retry.reset();
  EXPECT_EQ(client->ask(post_to("/runs/run-0/retry")).status, 404);
  const HttpReply unrecorded = client->ask(post_to("/runs/run-1/retry"));
  EXPECT_EQ(unrecorded.status, 409);
  EXPECT_NE(unrecorded.body.find("was not recorded"), std::string::npos);
}

}  // namespace
}  // namespace tntc::triggers
