#include "io/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "io/testing/http_recorder.h"

namespace tntc::io {
namespace {

using services::HttpExchange;
using services::to_gzip;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(HttpClientTest, GetsAResponse) {
  server_.on("/hello", "hello world",
             {{"Content-Type", "text/plain"}, {"X-Two", "1"}, {"X-Two", "2"}});
  Recorder got;

  fetch(get("/hello?a=1"), got);

  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.head->status, 200);
  EXPECT_EQ(got.head->status_text, "Status");
  EXPECT_EQ(got.head->headers, (HttpHeaders{{"content-type", "text/plain"},
                                            {"x-two", "1"},
                                            {"x-two", "2"},
                                            {"content-length", "11"}}));
  EXPECT_EQ(got.body, "hello world");
  EXPECT_EQ(client_->size(), 0u);
  const auto served = server_.served(1);
  EXPECT_EQ(served[0].method, "GET");
  EXPECT_EQ(served[0].target, "/hello?a=1");
}

TEST_F(HttpClientTest, SendsHeadersAndBody) {
  server_.on("/post", "ok");
  HttpRequest request = get("/post");
  request.method = "POST";
  request.headers = {{"X-Empty", ""}, {"x-a", "1"}, {"x-a", "2"}, {"Content-Type", "text/x"}};
  request.body = std::string("a\0b", 3);
  Recorder got;

  fetch(request, got);

  const auto served = server_.served(1);
  EXPECT_EQ(served[0].method, "POST");
  EXPECT_EQ(served[0].body, std::string("a\0b", 3));
  EXPECT_EQ(served[0].header("content-length"), "3");
  EXPECT_EQ(served[0].header("content-type"), "text/x");
  EXPECT_EQ(served[0].count("x-empty"), 1);
  EXPECT_EQ(served[0].count("x-a"), 2);
}

TEST_F(HttpClientTest, AddsNoHeadersOfItsOwnBeyondTheDocumented) {
  server_.on("/", "ok");
  HttpRequest request = get("/");
  request.method = "POST";
  request.body = std::string(2u << 20, 'x');  // where libcurl would like a 100 Continue
  Recorder got;

  fetch(request, got);

  std::vector<std::string> names;
  const auto served = server_.served(1);
  for (const auto& header : served[0].headers) names.push_back(header.first);
  EXPECT_EQ(names,
            (std::vector<std::string>{"host", "accept", "accept-encoding", "content-length"}));
}

TEST_F(HttpClientTest, TheFramingIsNotTheCallers) {
  server_.on("/", "ok");
  HttpRequest request = get("/");
  request.method = "PUT";
  request.headers = {{"Content-Length", "999"},  {"Transfer-Encoding", "chunked"},
                     {"Host", "evil.example"},   {"Connection", "close"},
                     {"Expect", "100-continue"}, {"Proxy-Authorization", "x"}};
  request.body = "body";
  Recorder got;

  fetch(request, got);

  const auto served = server_.served(1)[0];
  EXPECT_EQ(served.body, "body");
  EXPECT_EQ(served.header("host"), "127.0.0.1:" + std::to_string(server_.port()));
  for (const char* name : {"transfer-encoding", "connection", "expect", "proxy-authorization"})
    EXPECT_EQ(served.count(name), 0) << name;
}

TEST_F(HttpClientTest, EveryMethodKeepsItsShape) {
  server_.on("/", "ok");
  std::size_t count = 0;
  for (const char* method : {"GET", "DELETE", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"}) {
    HttpRequest request = get("/");
    request.method = method;
    Recorder got;
    fetch(request, got);
    ASSERT_TRUE(got.ended) << method;
    EXPECT_EQ(got.body, "ok") << method;
    const auto served = server_.served(++count).back();
    EXPECT_EQ(served.method, method);
    const bool has_length = std::string_view(method) == "POST" || std::string_view(method) == "PUT";
    EXPECT_EQ(served.header("content-length"), has_length ? "0" : "") << method;
  }
}

TEST_F(HttpClientTest, ResponsesWithoutBodyEnd) {
  server_.on("/204", [](HttpExchange& exchange) { exchange.head(204, {}); });
  server_.on("/304", [](HttpExchange& exchange) {
    exchange.head(304, {{"Content-Length", "10"}, {"Content-Encoding", "gzip"}});
  });
  server_.on("/head", [](HttpExchange& exchange) {
    exchange.head(200, {{"Content-Length", "10"}, {"Content-Encoding", "gzip"}});
  });
  for (const char* path : {"/204", "/304", "/head"}) {
    HttpRequest request = get(path);
    if (request.url.ends_with("/head")) request.method = "HEAD";
    Recorder got;
    fetch(request, got);
    ASSERT_TRUE(got.ended) << path << (got.error ? got.error->message : "");
    EXPECT_EQ(got.body, "") << path;
    // They speak of a body we did not decode, so they stay.
    if (request.url.ends_with("4") && got.head->status == 204) continue;
    EXPECT_EQ(got.header("content-length"), "10") << path;
    EXPECT_EQ(got.header("content-encoding"), "gzip") << path;
  }
}

TEST_F(HttpClientTest, ReusesConnections) {
  server_.on("/", "ok");
  for (int i = 0; i < 5; ++i) {
    Recorder got;
    fetch(get("/"), got);
    ASSERT_TRUE(got.ended);
  }
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  server_.on("/", "", {});
  server_.on("/from",
             [](HttpExchange& exchange) { exchange.respond(302, "moved", {{"Location", "/"}}); });
  Recorder got;
  fetch(get("/from"), got);
  EXPECT_EQ(got.head->status, 302);
  EXPECT_EQ(got.header("location"), "/");
  EXPECT_EQ(server_.served(1).size(), 1u);
}

TEST_F(HttpClientTest, ReadsChunksAndDropsTrailers) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.head(200, {{"Transfer-Encoding", "chunked"}});
    exchange.chunk("one ");
    exchange.chunk("two");
    exchange.raw("0\r\nX-Trailer: 1\r\n\r\n");
  });
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.ended);
  EXPECT_EQ(got.body, "one two");
}

TEST_F(HttpClientTest, DeliversATrickleAsItComes) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.head(200, {{"Transfer-Encoding", "chunked"}});
    for (int i = 0; i < 3; ++i) {
      exchange.chunk("x");
      exchange.sleep(milliseconds(30));
    }
    exchange.end_chunks();
  });
  Recorder got;
  fetch(get("/"), got);
  EXPECT_EQ(got.body, "xxx");
  EXPECT_EQ(got.data_events, 3);
}

TEST_F(HttpClientTest, DecodesGzipAndDropsItsHeaders) {
  const std::string text(200'000, 'g');
  server_.on("/", to_gzip(text), {{"Content-Encoding", "gzip"}, {"Vary", "accept-encoding"}});
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, text);
  EXPECT_EQ(got.head->headers, (HttpHeaders{{"vary", "accept-encoding"}}));
  EXPECT_EQ(server_.served(1)[0].header("accept-encoding"), "gzip, br, deflate");
}

TEST_F(HttpClientTest, PassesUnknownCodingsOnAsTheyAre) {
  for (const char* coding : {"utf-8", "aws-chunked", "zstd", "gzip, br", "identity"}) {
    server_.on("/", "as it is", {{"Content-Encoding", coding}});
    Recorder got;
    fetch(get("/"), got);
    ASSERT_TRUE(got.ended) << got.error->message;
    EXPECT_EQ(got.body, "as it is");
    EXPECT_EQ(got.header("content-encoding"), coding);
    EXPECT_EQ(got.header("content-length"), "8");
  }
}

TEST_F(HttpClientTest, AnEmptyBodyMayCallItselfCoded) {
  server_.on("/", "", {{"Content-Encoding", "gzip"}});
  Recorder got;
  fetch(get("/"), got);
  EXPECT_TRUE(got.ended) << got.error->message;
}

TEST_F(HttpClientTest, APartOfABodyIsNotDecoded) {
  const std::string part = to_gzip("text").substr(0, 12);
  server_.on("/", part, {{"Content-Encoding", "gzip"}});
  HttpRequest request = get("/");
  request.headers = {{"Range", "bytes=0-11"}};
  Recorder got;
  fetch(request, got);
  EXPECT_EQ(got.body, part);
  EXPECT_EQ(got.header("content-encoding"), "gzip");
  EXPECT_EQ(server_.served(1)[0].header("accept-encoding"), "identity");
}

TEST_F(HttpClientTest, TheCallerMayChooseTheCodings) {
  server_.on("/", to_gzip("text"), {{"Content-Encoding", "gzip"}});
  HttpRequest request = get("/");
  request.headers = {{"Accept-Encoding", "gzip;q=0.5"}};
  Recorder got;
  fetch(request, got);
  EXPECT_EQ(got.body, "text");
  const auto served = server_.served(1);
  EXPECT_EQ(served[0].header("accept-encoding"), "gzip;q=0.5");
  EXPECT_EQ(served[0].count("accept-encoding"), 1);
}

TEST_F(HttpClientTest, ALargeBodyArrivesWhole) {
  std::string text;
  for (int i = 0; text.size() < 5'000'000; ++i) text += std::to_string(i) + ",";
  server_.on("/", text);
  Recorder got;
  fetch(get("/"), got);
  EXPECT_EQ(got.body.size(), text.size());
  EXPECT_EQ(got.body, text);
}

TEST_F(HttpClientTest, AReaderThatDoesNotAskHoldsTheServerBack) {
  std::atomic<std::size_t> sent = 0;
  server_.on("/", [&](HttpExchange& exchange) {
    exchange.head(200, {});
    const std::string block(64 << 10, 'b');
    while (sent < (256u << 20) && exchange.raw(block)) sent += block.size();
    exchange.close();
  });
  Recorder got;
  got.greedy = false;
  const TransferId id = start(get("/"), got);
  ASSERT_TRUE(turn_until([&] { return got.data_events == 1; }));

  turn_for(milliseconds(300));

  EXPECT_EQ(got.data_events, 1);
  const std::size_t held = sent;
  EXPECT_LT(held, 64u << 20);  // what the sockets' buffers take, and no more
  const std::size_t first = got.body.size();
  client_->read_more(id);
  ASSERT_TRUE(turn_until([&] { return got.data_events == 2; }));
  EXPECT_GT(got.body.size(), first);
  client_->abort(id);
}

TEST_F(HttpClientTest, StreamsAnUpload) {
  server_.on("/", "ok");
  HttpRequest request = get("/");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) {
    if (got.upload_wishes <= 3) return client_->send(id, std::string(100'000, 'u'));
    client_->send_end(id);
  };

  fetch(request, got);

  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.upload_wishes, 4);
  const auto served = server_.served(1)[0];
  EXPECT_EQ(served.header("transfer-encoding"), "chunked");
  EXPECT_EQ(served.body, std::string(300'000, 'u'));
}

TEST_F(HttpClientTest, AnUploadMayTakeItsTimeAndSendAheadOfWishes) {
  server_.on("/", "ok");
  HttpRequest request = get("/");
  request.method = "PUT";
  request.body = StreamedBody();
  Recorder got;
  const TransferId id = start(request, got);
  client_->send(id, "before ");
  ASSERT_TRUE(turn_until([&] { return got.upload_wishes == 1; }));
  turn_for(milliseconds(50));
  EXPECT_EQ(got.upload_wishes, 1);
  client_->send(id, "after");
  client_->send_end(id);
  ASSERT_TRUE(turn_until([&] { return got.over(); }));
  EXPECT_EQ(server_.served(1)[0].body, "before after");
}

}  // namespace
}  // namespace tntc::io
