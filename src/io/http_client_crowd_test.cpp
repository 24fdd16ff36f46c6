// Many transfers at once, and events that start, abort and end others.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "io/http_client.h"
#include "io/testing/http_recorder.h"

namespace tntc::io {
namespace {

using services::HttpExchange;
using std::chrono::milliseconds;

using HttpClientCrowd = HttpClientTest;

TEST_F(HttpClientCrowd, TwoHundredTransfersShareOneLoop) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.sleep(milliseconds(20));
    exchange.respond(200, exchange.request().target + std::string(50'000, '.'));
  });
  std::vector<std::unique_ptr<Recorder>> all;
  for (int i = 0; i < 200; ++i) {
    all.push_back(std::make_unique<Recorder>());
    start(get("/?" + std::to_string(i)), *all.back());
  }
  EXPECT_EQ(client_->size(), 200u);

  ASSERT_TRUE(turn_until([&] { return client_->size() == 0; }));

  for (int i = 0; i < 200; ++i) {
    const Recorder& one = *all[static_cast<std::size_t>(i)];
    ASSERT_TRUE(one.ended) << i;
    EXPECT_EQ(one.body, "/?" + std::to_string(i) + std::string(50'000, '.'));
  }
}

TEST_F(HttpClientCrowd, IdsAreNotUsedTwice) {
  Recorder recorder;
  const TransferId first = start(get("/"), recorder);
  client_->abort(first);
  const TransferId second = start(get("/"), recorder);
  EXPECT_NE(first, second);
  client_->abort(first);
  EXPECT_EQ(client_->size(), 1u);
  client_->abort(second);
}

TEST_F(HttpClientCrowd, NothingFollowsAnAbort) {
  server_.on("/", std::string(500'000, 'x'));
  for (const bool on_head : {true, false}) {
    Recorder got;
    const auto abort = [&](TransferId id) { client_->abort(id); };
    (on_head ? got.then_on_head : got.then_on_data) = abort;
    start(get("/"), got);
    ASSERT_TRUE(turn_until([&] { return client_->size() == 0; }));
    turn_for(milliseconds(20));
    EXPECT_FALSE(got.over());
    EXPECT_EQ(got.data_events, on_head ? 0 : 1);
  }
}

TEST_F(HttpClientCrowd, AnUploadMayBeAbortedFromItsEvent) {
  server_.on("/", [](HttpExchange& exchange) { exchange.wait_for_close(); });
  HttpRequest request = get("/");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) {
    client_->send(id, "x");
    client_->abort(id);
    client_->send(id, "y");
    client_->send_end(id);
    client_->read_more(id);
  };
  start(request, got);
  ASSERT_TRUE(turn_until([&] { return client_->size() == 0; }));
  EXPECT_FALSE(got.over());
}

TEST_F(HttpClientCrowd, AnEventMayAbortAnotherTransfer) {
  server_.on("/", "ok");
  server_.on("/never", [](HttpExchange& exchange) { exchange.wait_for_close(); });
  Recorder other;
  const TransferId victim = start(get("/never"), other);
  Recorder got;
  got.then_on_head = [&](TransferId) { client_->abort(victim); };
  fetch(get("/"), got);
  EXPECT_TRUE(got.ended);
  EXPECT_FALSE(other.over());
  EXPECT_EQ(client_->size(), 0u);
}

TEST_F(HttpClientCrowd, AnEndMayStartTheNext) {
  server_.on("/", "ok");
  std::vector<std::unique_ptr<Recorder>> all;
  std::function<void(TransferId)> next = [&](TransferId) {
    if (all.size() == 10) return;
    all.push_back(std::make_unique<Recorder>());
    all.back()->then_on_over = next;
    start(get("/"), *all.back());
  };
  next(TransferId{});
  ASSERT_TRUE(turn_until([&] { return all.size() == 10 && all.back()->over(); }));
  for (const auto& one : all) EXPECT_EQ(one->body, "ok");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(HttpClientCrowd, AClientMayGoInTheMiddleOfEverything) {
  std::atomic<int> closed = 0;
  server_.on("/never", [&](HttpExchange& exchange) {
    exchange.wait_for_close();
    ++closed;
  });
  server_.on("/big", [&](HttpExchange& exchange) {
    exchange.head(200, {});
    while (exchange.raw(std::string(10'000, 'x'))) continue;
    ++closed;
  });
  std::vector<std::unique_ptr<Recorder>> all;
  for (int i = 0; i < 20; ++i) {
    all.push_back(std::make_unique<Recorder>());
    all.back()->greedy = false;
    HttpRequest request = get(i % 2 == 0 ? "/never" : "/big");
    if (i % 4 == 0) {
      request.method = "POST";
      request.body = StreamedBody();
    }
    start(request, *all.back());
  }
  turn_for(milliseconds(50));

  client_.reset();

  turn_for(milliseconds(20));
  for (const auto& one : all) EXPECT_FALSE(one->over());
  EXPECT_EQ(server_.served(20).size(), 20u);  // all routes have seen their connection close
  EXPECT_EQ(closed, 20);
}

TEST_F(HttpClientCrowd, AClientThatNeverFetchedGoesQuietly) {
  use({});
  client_->abort(TransferId{7});
  client_->read_more(TransferId{7});
  client_->send(TransferId{7}, "x");
  client_->send_end(TransferId{7});
  EXPECT_EQ(client_->size(), 0u);
}

TEST_F(HttpClientCrowd, AnIdleClientSleeps) {
  server_.on("/", "ok");
  Recorder got;
  fetch(get("/"), got);
  turn_for(milliseconds(20));
  // A kept connection, and nothing to do: no turn of the loop runs anything.
  std::size_t callbacks = 0;
  for (int i = 0; i < 5; ++i) callbacks += loop_->run_once(milliseconds(20));
  EXPECT_EQ(callbacks, 0u);
}

TEST_F(HttpClientCrowd, AWaitingTransferSleeps) {
  server_.on("/", [](HttpExchange& exchange) { exchange.wait_for_close(); });
  Recorder got;
  const TransferId id = start(get("/"), got);
  turn_for(milliseconds(100));
  std::size_t callbacks = 0;
  for (int i = 0; i < 10; ++i) callbacks += loop_->run_once(milliseconds(20));
  EXPECT_LT(callbacks, 5u);
  client_->abort(id);
}

TEST_F(HttpClientCrowd, APausedTransferSleepsAlsoWhenThePeerIsGone) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.head(200, {});
    exchange.raw(std::string(400'000, 'x'));
    exchange.close();
  });
  Recorder got;
  got.greedy = false;
  const TransferId id = start(get("/"), got);
  ASSERT_TRUE(turn_until([&] { return got.data_events == 1; }));
  turn_for(milliseconds(100));
  std::size_t callbacks = 0;
  for (int i = 0; i < 10; ++i) callbacks += loop_->run_once(milliseconds(20));
  EXPECT_LT(callbacks, 5u);
  got.greedy = true;
  client_->read_more(id);
  ASSERT_TRUE(turn_until([&] { return got.over(); }));
  EXPECT_TRUE(got.ended);
  EXPECT_EQ(got.body.size(), 400'000u);
}

TEST_F(HttpClientCrowd, SpeaksOverIPv6) {
  services::TestHttpServer server(services::TestHttpServer::Family::v6);
  if (!server.listening()) GTEST_SKIP() << "this machine has no IPv6 loopback";
  server.on("/", "six");
  HttpRequest request;
  request.url = server.url("/");
  std::string seen;
  request.allowed = [&](const Destination& to) -> std::optional<std::string> {
    seen = std::string(to.host) + " " + (to.address ? to.address->to_text() : "?");
    return std::nullopt;
  };
  Recorder got;
  fetch(request, got);
  EXPECT_EQ(got.body, "six");
  EXPECT_EQ(seen, "::1 ::1");
}

TEST_F(HttpClientCrowd, AProxyGetsWhatIsNotReachedDirectly) {
  services::TestHttpServer proxy;
  proxy.on("http://example.test/path", "by proxy");
  server_.on("/", "direct");
  use({.http_proxy = "http://127.0.0.1:" + std::to_string(proxy.port()),
       .no_proxy = "127.0.0.0/8"});
  HttpRequest request;
  request.url = "http://example.test/path";
  Recorder proxied;
  fetch(request, proxied);
  Recorder direct;
  fetch(get("/"), direct);
  EXPECT_EQ(proxied.body, "by proxy");
  EXPECT_EQ(direct.body, "direct");
  EXPECT_EQ(proxy.served(1).size(), 1u);
}

TEST_F(HttpClientCrowd, AProxyIsNoWayToADeniedAddress) {
  services::TestHttpServer proxy;
  use({.http_proxy = "http://127.0.0.1:" + std::to_string(proxy.port())});
  HttpRequest request;
  request.url = "http://169.254.169.254/";
  EXPECT_EQ(
      refusal(request),
      "connecting to 169.254.169.254 is not allowed: 169.254.169.254 is a link-local address");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(HttpClientCrowd, TheEnvironmentChoosesNoProxy) {
  server_.on("/", "direct");
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  Recorder got;
  fetch(get("/"), got);
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_EQ(got.body, "direct");
}

}  // namespace
}  // namespace tntc::io
