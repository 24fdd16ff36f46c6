// TLS and HTTP/2, against a peer that speaks both.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "io/files.h"
#include "io/http_client.h"
#include "io/testing/http_recorder.h"
#include "tests/services/tls_peer.h"

namespace tntc::io {
namespace {

using services::TlsPeer;
using std::chrono::milliseconds;

class HttpClientTls : public HttpClientTest {
 protected:
  void trust(const TlsPeer& peer) { use({.ca_file = peer.ca_file()}); }

  static HttpRequest ask(const TlsPeer& peer, std::string_view path) {
    HttpRequest request;
    request.url = peer.url(path);
    return request;
  }
};

#define START_PEER(peer, ...)      \
  const TlsPeer peer{__VA_ARGS__}; \
  if (!peer.problem().empty()) GTEST_SKIP() << "NO TLS PEER, TLS IS UNTESTED: " << peer.problem()

TEST_F(HttpClientTls, SpeaksHttp2WhereTheServerDoes) {
  START_PEER(peer);
  trust(peer);
  Recorder got;
  fetch(ask(peer, "/version"), got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "2.0");
  EXPECT_EQ(got.head->status_text, "OK");
}

class HttpClientTlsWithout2 : public HttpClientTls,
                              public testing::WithParamInterface<TlsPeer::Speaks> {};

INSTANTIATE_TEST_SUITE_P(Speaks, HttpClientTlsWithout2,
                         testing::Values(TlsPeer::Speaks::http1, TlsPeer::Speaks::no_alpn));

TEST_P(HttpClientTlsWithout2, SpeaksHttp1) {
  START_PEER(peer, GetParam());
  trust(peer);
  Recorder got;
  fetch(ask(peer, "/version"), got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "1.1");
}

TEST_P(HttpClientTlsWithout2, AHangingRequestHoldsNoOtherUp) {
  START_PEER(peer, GetParam());
  trust(peer);
  Recorder hanging;
  const TransferId id = start(ask(peer, "/hang"), hanging);
  Recorder got;
  fetch(ask(peer, "/version"), got);
  EXPECT_TRUE(got.ended);
  client_->abort(id);
}

TEST_F(HttpClientTls, AHangingRequestHoldsNoOtherUp) {
  START_PEER(peer);
  trust(peer);
  Recorder hanging;
  const TransferId id = start(ask(peer, "/hang"), hanging);
  Recorder got;
  fetch(ask(peer, "/version"), got);
  EXPECT_TRUE(got.ended);
  client_->abort(id);
}

TEST_F(HttpClientTls, ManyTransfersAtOnce) {
  START_PEER(peer);
  trust(peer);
  std::vector<std::unique_ptr<Recorder>> all;
  for (int i = 0; i < 50; ++i) {
    all.push_back(std::make_unique<Recorder>());
    HttpRequest request = ask(peer, "/echo");
    request.method = "POST";
    request.body = "body " + std::to_string(i);
    start(request, *all.back());
  }
  ASSERT_TRUE(turn_until([&] { return client_->size() == 0; }));
  for (int i = 0; i < 50; ++i) {
    const Recorder& one = *all[static_cast<std::size_t>(i)];
    ASSERT_TRUE(one.ended) << one.error->message;
    EXPECT_EQ(one.body, "body " + std::to_string(i));
  }
}

TEST_F(HttpClientTls, Http2ConnectionsAreReused) {
  START_PEER(peer);
  trust(peer);
  for (int i = 0; i < 5; ++i) {
    Recorder got;
    fetch(ask(peer, "/connections"), got);
    EXPECT_EQ(got.body, "1");
  }
}

TEST_F(HttpClientTls, ASlowReaderHoldsUpItsServerAndNobodyElse) {
  START_PEER(peer);
  trust(peer);
  Recorder hanging;
  const TransferId active = start(ask(peer, "/hang"), hanging);
  turn_for(milliseconds(50));
  Recorder slow;
  slow.greedy = false;
  const TransferId id = start(ask(peer, "/big"), slow);
  ASSERT_TRUE(turn_until([&] { return slow.data_events == 1; }));
  turn_for(milliseconds(500));

  Recorder sent;
  fetch(ask(peer, "/sent"), sent);
  ASSERT_TRUE(sent.ended) << sent.error->message;
  EXPECT_LT(std::stoul(sent.body), 16u << 20);  // what the sockets' buffers take, and no more
  EXPECT_EQ(slow.data_events, 1);

  slow.greedy = true;
  client_->read_more(id);
  ASSERT_TRUE(turn_until([&] { return slow.over(); }));
  ASSERT_TRUE(slow.ended) << slow.error->message;
  EXPECT_EQ(slow.body.size(), 64u << 20);
  client_->abort(active);
}

TEST_F(HttpClientTls, StreamsAnUploadOverHttp2) {
  START_PEER(peer);
  trust(peer);
  HttpRequest request = ask(peer, "/echo");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) {
    if (got.upload_wishes <= 5) return client_->send(id, std::string(200'000, 'u'));
    client_->send_end(id);
  };
  fetch(request, got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, std::string(1'000'000, 'u'));
}

TEST_F(HttpClientTls, AnUploadMayTrickleOverHttp2) {
  START_PEER(peer);
  trust(peer);
  HttpRequest request = ask(peer, "/echo");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  const TransferId id = start(request, got);
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(turn_until([&] { return got.upload_wishes == i; })) << i;
    turn_for(milliseconds(10));
    client_->send(id, "part ");
  }
  client_->send_end(id);
  ASSERT_TRUE(turn_until([&] { return got.over(); }));
  EXPECT_EQ(got.body, "part part part part ");
}

TEST_F(HttpClientTls, AnEarlyAnswerIsReadWhileTheUploadGoesOn) {
  START_PEER(peer);
  trust(peer);
  HttpRequest request = ask(peer, "/early");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  const TransferId id = start(request, got);
  ASSERT_TRUE(turn_until([&] { return got.body == "early "; }));
  EXPECT_FALSE(got.over());
  client_->send(id, "late");
  client_->send_end(id);
  ASSERT_TRUE(turn_until([&] { return got.over(); }));
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "early late");
}

TEST_F(HttpClientTls, AnAnswerWhoseServerWantsNoMoreEndsTheUpload) {
  START_PEER(peer);
  trust(peer);
  HttpRequest request = ask(peer, "/unread");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) { client_->send(id, "more"); };
  fetch(request, got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "unread");
}

TEST_F(HttpClientTls, AnAnswerToABodyThatIsNotReadIsWhole) {
  START_PEER(peer);
  trust(peer);
  HttpRequest request = ask(peer, "/unread");
  request.method = "POST";
  request.body = std::string(8u << 20, 'u');
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "unread");
}

TEST_F(HttpClientTls, ABrokenStreamIsAnError) {
  START_PEER(peer);
  trust(peer);
  Recorder got;
  fetch(ask(peer, "/refuse"), got);
  ASSERT_TRUE(got.error);
  EXPECT_TRUE(got.error->message.starts_with("client error (SendRequest): http2 error: "))
      << got.error->message;
}

TEST_F(HttpClientTls, AnUnknownAuthorityIsRefused) {
  START_PEER(peer);
  use({});
  Recorder got;
  fetch(ask(peer, "/version"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message, "client error (Connect): invalid peer certificate: UnknownIssuer");
}

TEST_F(HttpClientTls, ACertificateForAnotherHostIsRefused) {
  START_PEER(peer, TlsPeer::Speaks::http2_and_1, "other.example");
  trust(peer);
  Recorder got;
  fetch(ask(peer, "/version"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message,
            "client error (Connect): invalid peer certificate: NotValidForName");
}

TEST_F(HttpClientTls, ARequestMayTrustFurtherAuthorities) {
  START_PEER(peer);
  use({});
  HttpRequest request = ask(peer, "/version");
  request.extra_ca = read_file(peer.ca_file(), 1u << 20).value();
  Recorder trusting;
  fetch(request, trusting);
  EXPECT_TRUE(trusting.ended);

  // The trust is the request's: a kept connection made with it is not for others.
  Recorder other;
  fetch(ask(peer, "/version"), other);
  ASSERT_TRUE(other.error);
  EXPECT_EQ(other.error->message,
            "client error (Connect): invalid peer certificate: UnknownIssuer");
}

TEST_F(HttpClientTls, ExtraAuthoritiesThatAreNoCertificatesAreAnError) {
  START_PEER(peer);
  use({.ca_file = "/nonexistent"});
  HttpRequest request = ask(peer, "/version");
  request.extra_ca = "rubbish";
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_TRUE(got.error->message.starts_with("client error (Connect): ")) << got.error->message;
}

TEST_F(HttpClientTls, AClientMayGoWithHttp2TransfersInFlight) {
  START_PEER(peer);
  trust(peer);
  std::vector<std::unique_ptr<Recorder>> all;
  for (const char* path : {"/hang", "/big", "/big", "/hang"}) {
    all.push_back(std::make_unique<Recorder>());
    all.back()->greedy = false;
    start(ask(peer, path), *all.back());
  }
  turn_for(milliseconds(100));
  client_.reset();
  for (const auto& one : all) EXPECT_FALSE(one->over());
}

TEST_F(HttpClientTls, AnAbortedStreamLeavesTheOthers) {
  START_PEER(peer);
  trust(peer);
  Recorder big;
  big.then_on_data = [&](TransferId id) { client_->abort(id); };
  start(ask(peer, "/big"), big);
  Recorder echo;
  HttpRequest request = ask(peer, "/echo");
  request.method = "POST";
  request.body = StreamedBody();
  const TransferId id = start(request, echo);
  ASSERT_TRUE(turn_until([&] { return big.data_events == 1 && echo.upload_wishes == 1; }));
  turn_for(milliseconds(50));
  client_->send(id, "still here");
  client_->send_end(id);
  ASSERT_TRUE(turn_until([&] { return echo.over(); }));
  ASSERT_TRUE(echo.ended) << echo.error->message;
  EXPECT_EQ(echo.body, "still here");
}

}  // namespace
}  // namespace tntc::io
