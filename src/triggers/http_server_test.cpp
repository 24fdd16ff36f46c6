#include "triggers/http_server.h"

#include "triggers/testing/http_fixture.h"

namespace tntc::triggers {
namespace {

using testing::HttpReply;

class Server : public testing::HttpFixture {};

TEST_F(Server, RunsTheWorkflowWithThePostedInput) {
  const auto client = connect();
  const HttpReply reply = client->ask(post(R"({"name":"Ada"})", "Content-Type: text/csv\r\n"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"success":true,"outputs":{"echo":{"name":"Ada"}}})");
  EXPECT_TRUE(reply.has("Content-Type: application/json"));
  EXPECT_TRUE(reply.has("Tentacular-Run-Id: run-1"));
  EXPECT_EQ(runs.requests.at(0).trigger, "http");
}

TEST_F(Server, RunsWithAnEmptyObjectWhenThereIsNoBody) {
  const auto client = connect();
  EXPECT_EQ(client->ask(get("/run")).status, 200);
  EXPECT_EQ(client->ask(post(" \r\n")).status, 200);
  EXPECT_EQ(client->ask("POST /run HTTP/1.1\r\n\r\n").status, 200);
  EXPECT_EQ(client->ask(post("null")).status, 200);
  ASSERT_EQ(runs.requests.size(), 4u);
  EXPECT_EQ(runs.requests[0].input, "{}");
  EXPECT_EQ(runs.requests[1].input, "{}");
  EXPECT_EQ(runs.requests[2].input, "{}");
  EXPECT_EQ(runs.requests[3].input, "null");
}

TEST_F(Server, GivesTheStatusOfTheRun) {
  const auto client = connect();
  runs.end = RunEnd::failed;
  EXPECT_EQ(client->ask(post("1")).status, 500);
  runs.end = RunEnd::interrupted;
  const HttpReply interrupted = client->ask(post("1"));
  EXPECT_EQ(interrupted.status, 503);
  EXPECT_EQ(interrupted.body, R"({"success":true,"outputs":{"echo":1}})");
  EXPECT_TRUE(interrupted.has("Retry-After: 1"));
}

TEST_F(Server, GivesTheErrorOfARunThatHasNoResult) {
  runs.failure = Error{ErrorKind::internal, "worker died", {}, "see the log"};
  const HttpReply reply = connect()->ask(post("1"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body,
            R"({"error":{"kind":"internal","message":"worker died","hint":"see the log"}})");
  EXPECT_TRUE(reply.has("Tentacular-Run-Id: run-1"));
}

TEST_F(Server, SaysWhenToComeBackToAFullQueue) {
  runs.refusal = Error{ErrorKind::unavailable, "1024 runs are waiting", {}, "try later"};
  const auto client = connect();
  const HttpReply reply = client->ask(post("1"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has("Retry-After: 1"));
  EXPECT_EQ(
      reply.body,
      R"({"error":{"kind":"unavailable","message":"1024 runs are waiting","hint":"try later"}})");
  runs.refusal.reset();
  EXPECT_EQ(client->ask(post("1")).status, 200);
}

TEST_F(Server, RefusesABodyThatIsNotJsonAndKeepsTheConnection) {
  const auto client = connect();
  const HttpReply reply = client->ask(post(R"({"a":tru})"));
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("request body is not JSON: expected a value, found `t` at line 1 "
                            "column 6"),
            std::string::npos)
      << reply.body;
  EXPECT_TRUE(runs.requests.empty());
  EXPECT_EQ(client->ask(post("1")).status, 200);
}

TEST_F(Server, ShowsThePages) {
  pages.metrics_text = [] { return "tntc_up 1\n"; };
  pages.health_json = [](bool) { return R"({"status":"ok","runs":2})"; };
  const auto client = connect();
  EXPECT_EQ(client->ask(get("/health")).body, R"({"status":"ok"})");
  EXPECT_EQ(client->ask("DELETE /health HTTP/1.1\r\n\r\n").body, R"({"status":"ok"})");
  EXPECT_EQ(client->ask(get("/health?detail=1")).body, R"({"status":"ok","runs":2})");
  const HttpReply metrics = client->ask(get("/metrics"));
  EXPECT_EQ(metrics.body, "tntc_up 1\n");
  EXPECT_TRUE(metrics.has("Content-Type: text/plain; version=0.0.4"));
  const HttpReply missing = client->ask("PUT /r HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, "Not Found");
}

TEST_F(Server, AnswersHeadWithoutABody) {
  const auto client = connect();
  client->send("HEAD /health HTTP/1.1\r\n\r\nGET /run HTTP/1.1\r\n\r\n");
  const HttpReply head = client->reply(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 15"));
  EXPECT_EQ(client->reply().body, R"({"success":true,"outputs":{"echo":{}}})");
}

TEST_F(Server, UnderstandsARequestThatArrivesByteByByte) {
  const auto client = connect();
  const std::string request =
      "POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n";
  for (const char& byte : request) {
    ASSERT_TRUE(client->send({&byte, 1}));
    ASSERT_TRUE(&byte == &request.back() || client->hears_nothing());
  }
  EXPECT_EQ(client->reply().body, R"({"success":true,"outputs":{"echo":[1]}})");
}

TEST_F(Server, AnswersPipelinedRequestsInOrder) {
  runs.held = true;
  const auto client = connect();
  client->send(get("/health") + post("1") + get("/metrics") + post("2") + get("/nowhere"));
  EXPECT_EQ(client->reply().body, R"({"status":"ok"})");
  ASSERT_TRUE(client->wait_for([&] { return runs.going() == 1; }));
  EXPECT_TRUE(client->hears_nothing());
  runs.finish("run-1");
  EXPECT_NE(client->reply().body.find("\"echo\":1"), std::string::npos);
  EXPECT_TRUE(client->reply().has("Content-Type: text/plain; version=0.0.4"));
  runs.finish("run-2");
  EXPECT_NE(client->reply().body.find("\"echo\":2"), std::string::npos);
  EXPECT_EQ(client->reply().status, 404);
}

TEST_F(Server, AnswersThousandsOfPipelinedRequests) {
  constexpr int kMany = 3000;
  runs.ends_at_once = true;
  const auto client = connect();
  std::string requests;
  for (int i = 0; i < kMany; ++i) requests += post(std::to_string(i)) + get("/health");
  client->send(requests);
  for (int i = 0; i < kMany; ++i) {
    ASSERT_EQ(client->reply().body,
              fmt::format(R"({{"success":true,"outputs":{{"echo":{}}}}})", i));
    ASSERT_EQ(client->reply().status, 200);
  }
}

TEST_F(Server, SpeaksHttpOneZero) {
  const auto once = connect();
  const HttpReply reply = once->ask("GET /health HTTP/1.0\r\n\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_TRUE(once->sees_the_end());

  const auto kept = connect();
  EXPECT_TRUE(kept->ask("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                  .has("Connection: keep-alive"));
  EXPECT_EQ(kept->ask("GET /health HTTP/1.0\r\n\r\n").status, 200);
}

TEST_F(Server, ClosesTheConnectionAfterARequestThatAsksForIt) {
  const auto client = connect();
  client->send(post("1", "Connection: close\r\n") + post("2"));
  EXPECT_TRUE(client->reply().has("Connection: close"));
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_EQ(runs.requests.size(), 1u);
}

TEST_F(Server, SendsResultsOfManyMegabytesToAClientThatReadsSlowly) {
  const std::string text(5'000'000, 'x');
  runs.result = "{\"outputs\":{\"a\":\"" + text + "\"}}";
  const auto client = connect(4096);
  client->send(post("1") + get("/health"));
  EXPECT_EQ(client->reply().body, *runs.result);
  EXPECT_EQ(client->reply().body, R"({"status":"ok"})");
}

TEST_F(Server, TakesBodiesUpToTheLimit) {
  options.max_body = 1 << 20;
  const std::string most = '"' + std::string((1 << 20) - 2, 'x') + '"';
  const auto client = connect();
  EXPECT_EQ(client->ask(post(most)).status, 200);
  EXPECT_EQ(runs.requests.at(0).input, most);
}

TEST_F(Server, CarriesOnAfterAnEmptyLineBetweenRequests) {
  const auto client = connect();
  EXPECT_EQ(client->ask(post("1") + "\r\n").status, 200);
  EXPECT_EQ(client->ask(get("/health")).status, 200);
}

TEST_F(Server, SendsTheDateOfItsClock) {
  options.clock = [] { return std::chrono::system_clock::from_time_t(784111777); };
  EXPECT_TRUE(connect()->ask(get("/health")).has("Date: Sun, 06 Nov 1994 08:49:37 GMT"));
}

TEST_F(Server, SaysWhenItsPortIsTaken) {
  options.port = server().port();
  const auto second = HttpServer::listen(loop, options, runs, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_EQ(
      second.error().message,
      fmt::format("listening on 127.0.0.1:{}: binding: Address already in use", options.port));
  EXPECT_FALSE(second.error().hint.empty());
}

TEST_F(Server, RefusesOptionsItCannotServe) {
  const auto kind = [&](auto change) {
    HttpOptions wrong = options;
    change(wrong);
    const auto made = HttpServer::listen(loop, wrong, runs, {});
    return made ? ErrorKind::internal : made.error().kind;
  };
  EXPECT_EQ(kind([](HttpOptions& o) { o.host = "999.1.1.1.invalid"; }), ErrorKind::unavailable);
  EXPECT_EQ(kind([](HttpOptions& o) { o.max_head = 10; }), ErrorKind::invalid);
  EXPECT_EQ(kind([](HttpOptions& o) { o.max_connections = 0; }), ErrorKind::invalid);
  EXPECT_EQ(kind([](HttpOptions& o) { o.min_body_rate = 0; }), ErrorKind::invalid);
  EXPECT_EQ(kind([](HttpOptions& o) { o.idempotency.expiry = std::chrono::hours(9999); }),
            ErrorKind::invalid);
}

TEST_F(Server, ListensOnEveryAddressWhenNoneIsNamed) {
  options.host = "";
  EXPECT_EQ(connect()->ask(get("/health")).status, 200);
}

TEST_F(Server, CountsAndReportsWhatHappens) {
  const auto client = connect();
  client->ask(get("/health"));
  client->ask(post("1"));
  EXPECT_EQ(server().stats().connections, 1u);
  EXPECT_EQ(server().stats().accepted, 1u);
  EXPECT_EQ(server().stats().answered, 2u);
  EXPECT_EQ(events, (std::vector{HttpEvent::What::answered, HttpEvent::What::answered}));
}

}  // namespace
}  // namespace tntc::triggers
