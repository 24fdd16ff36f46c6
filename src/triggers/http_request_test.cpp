#include "triggers/http_request.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

constexpr RequestParser::Limits kLimits{.head = 512, .body = 100};
using Step = RequestParser::Step;

// Feeds `text` in pieces of `size` bytes, the way a connection does, until the parser decides.
Step feed(RequestParser& parser, std::string& text, std::size_t size) {
  std::size_t offered = std::min(size, text.size());
  for (;;) {
    const auto fed = parser.feed(std::string_view(text).substr(0, offered));
    text.erase(0, fed.consumed);
    offered -= fed.consumed;
    if (fed.step == Step::complete || fed.step == Step::failed) return fed.step;
    if (fed.step == Step::head_done && offered > 0) continue;
    if (offered == text.size()) return Step::need_more;
    offered = std::min(offered + size, text.size());
  }
}

struct Parsed {
  Step step = Step::need_more;
  Request request = {};
  RequestFault fault = RequestFault::malformed;
  std::string rest = {};
};

Parsed parse(std::string text, std::size_t size = 1 << 20) {
  RequestParser parser(kLimits);
  Parsed parsed;
  parsed.step = feed(parser, text, size);
  parsed.request = parser.request();
  parsed.fault = parser.fault();
  parsed.rest = text;
  return parsed;
}

TEST(RequestParser, ReadsARequestHoweverItIsCut) {
  const std::string texts[] = {
      "POST /run HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
      "POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n"
      "0\r\nX-Trailer: 1\r\n\r\n",
      "\r\n\r\nPOST /run HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n",
  };
  for (const std::string& text : texts) {
    for (std::size_t size = 1; size <= text.size(); ++size) {
      const Parsed parsed = parse(text + "GET", size);
      ASSERT_EQ(parsed.step, Step::complete) << size << text;
      EXPECT_EQ(parsed.request.body, "{\"a\":1}") << size << text;
      EXPECT_EQ(parsed.request.route, Route::run);
      EXPECT_EQ(parsed.request.method, Method::post);
      EXPECT_EQ(parsed.rest, "GET") << size << text;
    }
  }
}

TEST(RequestParser, ReadsTheEmptyChunkedBodyHoweverItIsCut) {
  const std::string text = "POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    EXPECT_EQ(parse(text, size).step, Step::complete) << size;
    EXPECT_EQ(parse(text, size).request.body, "") << size;
  }
}

TEST(RequestParser, ReadsOneRequestAfterTheOther) {
  RequestParser parser(kLimits);
  std::string text =
      "POST /run HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\ntrue"
      "GET /health HTTP/1.0\r\n\r\n";
  ASSERT_EQ(feed(parser, text, 1 << 20), Step::complete);
  EXPECT_TRUE(parser.request().expects_continue);

  parser.next();
  EXPECT_FALSE(parser.started());
  ASSERT_EQ(feed(parser, text, 1 << 20), Step::complete);
  EXPECT_EQ(parser.request().route, Route::health);
  EXPECT_EQ(parser.request().body, "");
  EXPECT_FALSE(parser.request().expects_continue);
  EXPECT_EQ(text, "");
}

TEST(RequestParser, KeepsTheConnectionAsTheClientAsks) {
  const auto persistence = [](std::string_view version, std::string_view header) {
    return parse("GET /run HTTP/" + std::string(version) + "\r\n" + std::string(header) + "\r\n")
        .request.persistence;
  };
  EXPECT_EQ(persistence("1.1", ""), Persistence::keep);
  EXPECT_EQ(persistence("1.1", "Connection: close\r\n"), Persistence::close);
  EXPECT_EQ(persistence("1.0", ""), Persistence::close);
  EXPECT_EQ(persistence("1.0", "Connection: Keep-Alive\r\n"), Persistence::keep_old);
}

TEST(RequestParser, TellsOnceThatABodyIsDue) {
  RequestParser parser(kLimits);
  const std::string head = "POST /run HTTP/1.1\r\nContent-Length: 4\r\n\r\n";
  EXPECT_EQ(parser.feed(head).step, Step::head_done);
  EXPECT_TRUE(parser.in_body());
  EXPECT_EQ(parser.feed("tr").step, Step::need_more);
  EXPECT_EQ(parser.body_received(), 2u);
  EXPECT_EQ(parser.feed("ue").step, Step::complete);
}

TEST(RequestParser, KeepsNoBodyNobodyAskedFor) {
  EXPECT_EQ(parse("POST /other HTTP/1.1\r\nContent-Length: 4\r\n\r\ntrue").request.body, "");
  EXPECT_EQ(parse("GET /run HTTP/1.1\r\nContent-Length: 4\r\n\r\ntrue").request.body, "");
}

TEST(RequestParser, RefusesWhatItCannotUnderstand) {
  const std::string run = "POST /run HTTP/1.1\r\n";
  const std::string chunked = run + "Transfer-Encoding: chunked\r\n\r\n";
  struct Row {
    std::string text;
    RequestFault fault;
  };
  const Row rows[] = {
      {"\x16\x03\x01\x02", RequestFault::malformed},
      {"hello\r\n\r\n", RequestFault::malformed},
      {"GET\r\n\r\n", RequestFault::malformed},
      {"GET /a b HTTP/1.1\r\n\r\n", RequestFault::malformed},
      {"GET / HTTP/1.1\nHost: x\n\n", RequestFault::malformed},
      {"GET / HTTP/one\r\n\r\n", RequestFault::malformed},
      {"GET / HTTP/2.0\r\n\r\n", RequestFault::unknown_version},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", RequestFault::unknown_version},
      {"GET / HTTP/0.9\r\n\r\n", RequestFault::unknown_version},
      {run + "no colon\r\n\r\n", RequestFault::malformed},
      {run + "Name : x\r\n\r\n", RequestFault::malformed},
      {run + "X: a\x01z\r\n\r\n", RequestFault::malformed},
      {run + "Content-Length: x\r\n\r\n", RequestFault::malformed},
      {run + "Content-Length: -1\r\n\r\n", RequestFault::malformed},
      {run + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", RequestFault::malformed},
      {run + "Content-Length: 99999999999999999999999\r\n\r\n", RequestFault::malformed},
      {run + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", RequestFault::malformed},
      {run + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n", RequestFault::malformed},
      {run + "Transfer-Encoding: gzip\r\n\r\n", RequestFault::unknown_coding},
      {run + "Transfer-Encoding: gzip, chunked\r\n\r\n", RequestFault::unknown_coding},
      {"POST /run HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", RequestFault::malformed},
      {run + "Expect: the-best\r\n\r\n", RequestFault::unknown_expectation},
      {run + "Content-Length: 101\r\n\r\n", RequestFault::body_too_large},
      {chunked + "65\r\n", RequestFault::body_too_large},
      {chunked + "32\r\n" + std::string(0x32, ' ') + "\r\n33\r\n", RequestFault::body_too_large},
      {chunked + "xyzzy\r\n", RequestFault::malformed},
      {chunked + "1\r\nab\r\n0\r\n\r\n", RequestFault::malformed},
      {chunked + "5;" + std::string(600, 'x'), RequestFault::head_too_large},
      {chunked + "0\r\nX: " + std::string(600, 'x'), RequestFault::head_too_large},
      {"GET /" + std::string(600, 'a') + " HTTP/1.1\r\n\r\n", RequestFault::head_too_large},
      {run + "X: " + std::string(600, 'a') + "\r\n\r\n", RequestFault::head_too_large},
  };
  for (const Row& row : rows) {
    const Parsed parsed = parse(row.text);
    EXPECT_EQ(parsed.step, Step::failed) << row.text;
    EXPECT_EQ(parsed.fault, row.fault) << row.text;
  }
}

TEST(RequestParser, BoundsManySmallHeadersToo) {
  std::string text = "GET /run HTTP/1.1\r\n";
  for (int i = 0; i < 200; ++i) text += "X: y\r\n";
  for (const std::size_t size : {1, 7, 100, 511, 100000}) {
    const Parsed parsed = parse(text, size);
    EXPECT_EQ(parsed.step, Step::failed) << size;
    EXPECT_EQ(parsed.fault, RequestFault::head_too_large) << size;
  }
}

TEST(RequestParser, TakesAHeadOfExactlyTheLimitHoweverItIsCut) {
  const std::string begin = "POST /run HTTP/1.1\r\nContent-Length: 4\r\nX: ";
  const std::string most = begin + std::string(kLimits.head - begin.size() - 4, 'x') + "\r\n\r\n";
  const std::string more = begin + std::string(kLimits.head - begin.size() - 3, 'x') + "\r\n\r\n";
  for (const std::size_t size : {1, 3, 100, 511, 512, 513, 10000}) {
    EXPECT_EQ(parse(most + "true", size).step, Step::complete) << size;
    EXPECT_EQ(parse(more + "true", size).fault, RequestFault::head_too_large) << size;
  }
}

TEST(RequestParser, WaitsForWhatIsMissing) {
  EXPECT_EQ(parse("").step, Step::need_more);
  EXPECT_EQ(parse("\r").step, Step::need_more);
  EXPECT_EQ(parse("\r\n").step, Step::need_more);
  EXPECT_EQ(parse("POST /run HTTP/1.1\r\nContent-Le").step, Step::need_more);
  EXPECT_EQ(parse("POST /run HTTP/1.1\r\nContent-Length: 4\r\n\r\ntru").step, Step::need_more);
}

TEST(RequestParser, TakesWhatTheServerReadsFromTheHead) {
  const std::string text =
      "DELETE /runs/018f?x HTTP/1.1\r\nidempotency-KEY: \"k\"\r\nAuthorization: Bearer t\r\n"
      "Tentacular-Token: own\r\nPrefer: respond-async\r\nPrefer: wait=4\r\nX: y\r\n\r\n";
  for (const std::size_t size : {std::size_t{1}, text.size()}) {
    const Request request = parse(text, size).request;
    EXPECT_EQ(request.method, Method::remove);
    EXPECT_EQ(request.route, Route::one_run);
    EXPECT_EQ(request.part, "018f");
    EXPECT_EQ(request.idempotency_key, "\"k\"");
    EXPECT_EQ(request.authorization, "Bearer t");
    EXPECT_EQ(request.token, "own");
    EXPECT_TRUE(request.prefer.respond_async);
    EXPECT_EQ(request.prefer.wait, std::chrono::seconds(4));
  }
}

TEST(RequestParser, ForgetsTheHeadersOfTheRequestBefore) {
  RequestParser parser(kLimits);
  std::string text =
      "GET /runs?limit=1 HTTP/1.1\r\nIdempotency-Key: k\r\nTentacular-Token: t\r\n"
      "Prefer: respond-async\r\n\r\nGET /run HTTP/1.1\r\n\r\n";
  ASSERT_EQ(feed(parser, text, text.size()), Step::complete);
  parser.next();
  ASSERT_EQ(feed(parser, text, text.size()), Step::complete);
  EXPECT_EQ(parser.request().route, Route::run);
  EXPECT_EQ(parser.request().part, "");
  EXPECT_EQ(parser.request().token, "");
  EXPECT_EQ(parser.request().idempotency_key, std::nullopt);
  EXPECT_FALSE(parser.request().prefer.respond_async);
}

TEST(RequestParser, JoinsAHeaderThatIsThereTwiceSoThatItCannotPassForOne) {
  const Request request =
      parse(
          "GET /run HTTP/1.1\r\nTentacular-Token: a\r\nTentacular-Token: b\r\n"
          "Idempotency-Key:\r\nIdempotency-Key: k\r\nIdempotency-Key: k\r\n\r\n")
          .request;
  EXPECT_EQ(request.token, "a, b");
  EXPECT_EQ(request.idempotency_key, "k, k");
}

}  // namespace
}  // namespace tntc::triggers
