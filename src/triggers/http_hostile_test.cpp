// Clients that are slow, wrong, too many or gone.
#include "triggers/testing/http_fixture.h"

namespace tntc::triggers {
namespace {

using testing::HttpReply;

class HostileClient : public testing::HttpFixture {
 protected:
  // Short enough to wait for, long enough for a loaded machine to send a request within.
  void be_impatient() {
    options.header_timeout = options.body_timeout = options.idle_timeout = options.write_timeout =
        Milliseconds(80);
    options.min_body_rate = 1 << 20;
  }
};

TEST_F(HostileClient, GetsAnErrorForWhatIsNotHttpAndTheEndOfTheConnection) {
  for (const std::string_view bytes : {"\x16\x03\x01\x02hello", "GET / HTTP/1.1\r\nbroken\r\n\r\n",
                                       "GET / HTTP/1.1\nHost: x\n\n"}) {
    const auto client = connect();
    const HttpReply reply = client->ask(bytes);
    EXPECT_EQ(reply.status, 400) << bytes;
    EXPECT_TRUE(reply.has("Connection: close"));
    EXPECT_NE(reply.body.find("\"kind\":\"invalid\""), std::string::npos);
    EXPECT_TRUE(client->sees_the_end());
  }
}

TEST_F(HostileClient, GetsABodyWithItsErrorEvenAfterHead) {
  const auto client = connect();
  client->send("HEAD /health HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client->reply(true).status, 200);
  EXPECT_NE(client->ask("garbage\r\n\r\n").body.find("\"error\""), std::string::npos);
}

TEST_F(HostileClient, IsToldThatItsHeadersAreTooLarge) {
  const auto client = connect();
  EXPECT_EQ(client->ask(get("/run", "X: " + std::string(20'000, 'x') + "\r\n")).status, 431);
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(HostileClient, IsToldThatItsBodyIsTooLargeBeforeItIsSent) {
  const auto client = connect();
  const HttpReply reply = client->ask("POST /run HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n{");
  EXPECT_EQ(reply.status, 413);
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(HostileClient, GetsItsAnswerAlthoughItGoesOnSending) {
  options.max_body = 1000;
  const auto client = connect();
  client->send("POST /run HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n");
  EXPECT_TRUE(client->send(std::string(3'000'000, 'x')));
  EXPECT_EQ(client->reply().status, 413);
}

TEST_F(HostileClient, CannotHideTheSizeOfItsBodyInChunks) {
  options.max_body = 1000;
  const auto client = connect();
  client->send("POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 3; ++i) client->send("190\r\n" + std::string(0x190, ' ') + "\r\n");
  EXPECT_EQ(client->reply().status, 413);
}

TEST_F(HostileClient, CannotFillTheMemoryTogetherWithOthers) {
  options.max_body = 1 << 20;
  options.max_bodies = 1 << 20;
  const std::string head = "POST /run HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n";
  const auto first = connect();
  const auto second = connect();
  first->send(head + std::string(900'000, ' '));
  EXPECT_TRUE(first->hears_nothing());
  const HttpReply refused = second->ask(head + std::string(900'000, ' '));
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After: 1"));
  EXPECT_EQ(first->ask(std::string(100'000, ' ')).status, 200);
  EXPECT_EQ(connect()->ask(head + std::string(1'000'000, ' ')).status, 200);
}

TEST_F(HostileClient, IsAskedForTheBodyItHoldsBack) {
  const auto client = connect();
  const std::string head =
      "POST /run HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
  EXPECT_EQ(client->ask(head).status, 100);
  EXPECT_EQ(client->ask("7").status, 200);
  EXPECT_EQ(client->ask(head + "7").status, 200) << "no 100 for a body that has come already";
}

TEST_F(HostileClient, IsNotAskedForABodyNobodyWants) {
  const auto client = connect();
  const HttpReply reply =
      client->ask("PUT /run HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
  EXPECT_EQ(reply.status, 405);
  EXPECT_TRUE(reply.has("Connection: close"));
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(HostileClient, MustSendItsHeadersInTime) {
  be_impatient();
  const auto client = connect();
  const HttpReply reply = client->ask("POST /run HT");
  EXPECT_EQ(reply.status, 408);
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_EQ(events.front(), HttpEvent::What::timed_out);
}

TEST_F(HostileClient, CannotWinTimeWithOneByteNowAndThen) {
  be_impatient();
  const auto client = connect();
  client->send("GET /health HTTP/1.1\r\nX: ");
  bool open = true;
  const auto begin = std::chrono::steady_clock::now();
  while (open && std::chrono::steady_clock::now() - begin < std::chrono::seconds(5))
    open = client->send("x") && client->hears_nothing();
  EXPECT_EQ(client->reply().status, 408);
}

TEST_F(HostileClient, MustSendItsBodyInTime) {
  be_impatient();
  const auto client = connect();
  EXPECT_EQ(client->ask("POST /run HTTP/1.1\r\nContent-Length: 10\r\n\r\n{").status, 408);
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(HostileClient, IsDisconnectedWhenItAsksNothing) {
  be_impatient();
  const auto silent = connect();
  EXPECT_TRUE(silent->sees_the_end());
  const auto once = connect();
  EXPECT_EQ(once->ask(get("/health")).status, 200);
  EXPECT_TRUE(once->sees_the_end());
}

TEST_F(HostileClient, IsDisconnectedWhenItDoesNotReadItsAnswer) {
  be_impatient();
  runs.result = '"' + std::string(8'000'000, 'x') + '"';
  const auto client = connect(4096);
  client->send(post("1"));
  EXPECT_TRUE(client->wait_for([&] { return server().stats().timed_out == 1; }));
  EXPECT_EQ(server().stats().connections, 0u);
}

TEST_F(HostileClient, MayWaitForItsRunLongerThanForAnythingElse) {
  be_impatient();
  runs.held = true;
  const auto waiting = connect();
  waiting->send(post("1"));
  const auto silent = connect();
  EXPECT_TRUE(silent->sees_the_end());
  EXPECT_TRUE(waiting->hears_nothing());
  runs.finish("run-1");
  EXPECT_EQ(waiting->reply().status, 200);
}

TEST_F(HostileClient, CancelsItsRunByLeaving) {
  runs.held = true;
  const auto other = connect();
  auto client = connect();
  client->send(post("1"));
  ASSERT_TRUE(other->wait_for([&] { return runs.going() == 1; }));
  client->close();
  EXPECT_TRUE(other->wait_for([&] { return runs.cancelled.size() == 1; }));
  EXPECT_EQ(runs.cancelled, std::vector<RunId>{"run-1"});
  EXPECT_TRUE(other->wait_for([&] { return runs.going() == 0; }));
  EXPECT_EQ(server().stats().client_left, 1u);
  EXPECT_EQ(other->ask(get("/health")).status, 200);
}

TEST_F(HostileClient, StartsNothingByLeavingBeforeItsRequestIsWhole) {
  const auto other = connect();
  auto client = connect();
  client->send("POST /run HTTP/1.1\r\nContent-Length: 10\r\n\r\n{}");
  EXPECT_EQ(other->ask(get("/health")).status, 200);
  EXPECT_EQ(server().stats().connections, 2u);
  client->close();
  EXPECT_TRUE(other->wait_for([&] { return server().stats().connections == 1; }));
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(HostileClient, GetsTheWholeAnswerAfterClosingItsSendingSide) {
  runs.result = '"' + std::string(3'000'000, 'x') + '"';
  runs.ends_at_once = true;
  const auto client = connect(4096);
  client->send(post("1"));
  client->close_sending();
  EXPECT_EQ(client->reply().body.size(), 3'000'002u);
  EXPECT_TRUE(client->sees_the_end());
}

TEST_F(HostileClient, CannotKeepOthersOutWithIdleConnections) {
  options.max_connections = 2;
  const auto first = connect();
  const auto second = connect();
  EXPECT_EQ(first->ask(get("/health")).status, 200);
  EXPECT_EQ(second->ask(get("/health")).status, 200);
  const auto third = connect();
  EXPECT_EQ(third->ask(get("/health")).status, 200);
  EXPECT_EQ(server().stats().connections, 2u);
}

TEST_F(HostileClient, IsTurnedAwayWhenAllConnectionsAreBusy) {
  options.max_connections = 1;
  runs.held = true;
  const auto busy = connect();
  busy->send(post("1"));
  ASSERT_TRUE(busy->wait_for([&] { return runs.going() == 1; }));
  const auto client = connect();
  const HttpReply reply = client->ask(get("/health"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has("Retry-After: 1"));
  EXPECT_TRUE(client->sees_the_end());
  EXPECT_EQ(server().stats().turned_away, 1u);
}

TEST_F(HostileClient, IsDroppedWithoutAWordBeyondTheHardLimit) {
  options.max_connections = 1;
  runs.held = true;
  const auto busy = connect();
  busy->send(post("1"));
  ASSERT_TRUE(busy->wait_for([&] { return runs.going() == 1; }));
  std::vector<std::unique_ptr<testing::HttpClient>> crowd;
  for (int i = 0; i < 40; ++i) crowd.push_back(connect());
  EXPECT_TRUE(busy->wait_for([&] { return server().stats().turned_away == 40; }));
  EXPECT_LE(server().stats().connections, 17u);
  runs.finish("run-1");
  EXPECT_EQ(busy->reply().status, 200);
}

}  // namespace
}  // namespace tntc::triggers
