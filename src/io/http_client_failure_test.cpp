// What an HttpClient makes of servers that misbehave, and of requests it must not carry out.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <string>
#include <vector>

#include "io/http_client.h"
#include "io/testing/http_recorder.h"

namespace tntc::io {
namespace {

using services::HttpExchange;
using services::to_gzip;
using std::chrono::milliseconds;

using HttpClientFailure = HttpClientTest;

TEST_F(HttpClientFailure, RefusesAtOnceWhatCannotBeSent) {
  const auto with_url = [](const char* url) {
    HttpRequest request;
    request.url = url;
    return request;
  };
  EXPECT_EQ(refusal(with_url("")), "`` is not a URL");
  EXPECT_EQ(refusal(with_url("http://")), "`http://` is not a URL");
  EXPECT_EQ(refusal(with_url("http://a b/")), "`http://a b/` is not a URL");
  EXPECT_EQ(refusal(with_url("/relative")), "`/relative` is not a URL");
  EXPECT_EQ(refusal(with_url("ftp://host/")), "`ftp://host/` is neither http nor https");
  EXPECT_EQ(refusal(with_url("file:///etc/passwd")),
            "`file:///etc/passwd` is neither http nor https");
  EXPECT_EQ(refusal(with_url("http://u:p@host/")),
            "`http://u:p@host/` holds a user name or password");
  EXPECT_EQ(refusal(with_url("http://[fe80::1%25eth0]/")),
            "`http://[fe80::1%25eth0]/` holds an IPv6 zone");
  EXPECT_EQ(client_->size(), 0u);
}

TEST_F(HttpClientFailure, RefusesBadMethodsAndHeaders) {
  const auto with_method = [&](const char* method) {
    HttpRequest request = get("/");
    request.method = method;
    request.body = "x";
    return request;
  };
  EXPECT_EQ(refusal(with_method("A B")), "`A B` is not an HTTP method");
  EXPECT_EQ(refusal(with_method("")), "`` is not an HTTP method");
  EXPECT_EQ(refusal(with_method("connect")), "method connect cannot be used");
  EXPECT_EQ(refusal(with_method("TRACE")), "method TRACE cannot be used");
  EXPECT_EQ(refusal(with_method("GET")), "a request with method GET cannot have a body");

  const auto with_header = [&](std::string name, std::string value) {
    HttpRequest request = get("/");
    request.headers = {{std::move(name), std::move(value)}};
    return request;
  };
  EXPECT_EQ(refusal(with_header("a b", "x")), "`a b` is not a header name");
  EXPECT_EQ(refusal(with_header("", "x")), "`` is not a header name");
  EXPECT_EQ(refusal(with_header("x", "a\r\nInjected: 1")), "header x holds a line break or NUL");
  EXPECT_EQ(refusal(with_header("x", std::string("a\0b", 3))),
            "header x holds a line break or NUL");
}

TEST_F(HttpClientFailure, RefusesMetadataAddressesInEverySpelling) {
  for (const char* url :
       {"http://169.254.169.254/latest/meta-data", "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/", "http://2852039166/", "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/", "http://169.254.43518/", "http://[fe80::1]/",
        "http://[fd00:ec2::254]/"}) {
    HttpRequest request;
    request.url = url;
    Recorder recorder;
    const auto id = client_->start(request, recorder);
    ASSERT_FALSE(id) << url;
    EXPECT_EQ(id.error().kind, ErrorKind::denied) << url;
    EXPECT_NE(id.error().message.find("is not allowed"), std::string::npos) << id.error().message;
  }
}

// The name is looked up by libcurl, so only the check at the connection can see its address.
TEST_F(HttpClientFailure, ChecksTheAddressANameLeadsTo) {
  server_.on("/", "secret");
  use({.allowed = [](const Destination& to) -> std::optional<std::string> {
    EXPECT_EQ(to.host, "localhost");
    if (to.address == *IpAddress::parse("127.0.0.1") || to.address == *IpAddress::parse("::1"))
      return "loopback is closed";
    return std::nullopt;
  }});
  HttpRequest request;
  request.url = "http://localhost:" + std::to_string(server_.port()) + "/";
  Recorder got;

  fetch(request, got);

  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->kind, ErrorKind::denied);
  EXPECT_EQ(got.error->message,
            "client error (Connect): connecting to localhost is not allowed: loopback is closed");
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(HttpClientFailure, ChecksAConnectionKeptFromAnotherRequest) {
  server_.on("/", "secret");
  HttpRequest request;
  request.url = "http://localhost:" + std::to_string(server_.port()) + "/";
  Recorder first;
  fetch(request, first);
  ASSERT_TRUE(first.ended);

  std::uint16_t port = 0;
  request.allowed = [&](const Destination& to) -> std::optional<std::string> {
    port = to.port;
    return to.address ? std::optional<std::string>("not for you") : std::nullopt;
  };
  Recorder second;
  fetch(request, second);

  ASSERT_TRUE(second.error);
  EXPECT_EQ(second.error->kind, ErrorKind::denied);
  EXPECT_EQ(port, server_.port());
  EXPECT_EQ(server_.served(1).size(), 1u);
}

TEST_F(HttpClientFailure, ANameThatIsDeniedIsNotLookedUp) {
  HttpRequest request;
  request.url = "http://secret.attacker.test/";
  int asked = 0;
  request.allowed = [&](const Destination& to) -> std::optional<std::string> {
    ++asked;
    EXPECT_FALSE(to.address);
    return "not for you";
  };
  Recorder recorder;
  const auto id = client_->start(request, recorder);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::denied);
  EXPECT_EQ(id.error().message, "connecting to secret.attacker.test is not allowed: not for you");
  EXPECT_EQ(asked, 1);
}

TEST_F(HttpClientFailure, RefusedConnection) {
  HttpRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(services::unused_port()) + "/";
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message,
            "client error (Connect): tcp connect error: Connection refused (os error 111)");
}

TEST_F(HttpClientFailure, UnknownName) {
  HttpRequest request;
  request.url = "http://no-such-host.invalid/";
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message,
            "client error (Connect): dns error: failed to lookup address information: Name or "
            "service not known");
}

TEST_F(HttpClientFailure, AServerThatClosesWithoutAWord) {
  server_.on("/", [](HttpExchange& exchange) { exchange.close(); });
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message,
            "client error (SendRequest): connection closed before message completed");
}

TEST_F(HttpClientFailure, AServerThatResets) {
  server_.on("/", [](HttpExchange& exchange) { exchange.reset(); });
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(
      got.error->message,
      "client error (SendRequest): connection error: Connection reset by peer (os error 104)");
}

TEST_F(HttpClientFailure, AServerThatSpeaksAnotherProtocol) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.raw("220 smtp.example ESMTP\r\n");
    exchange.close();
  });
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message, "client error (SendRequest): invalid HTTP version parsed");
}

TEST_F(HttpClientFailure, AServerThatSendsRubbish) {
  for (const std::string& rubbish :
       {std::string("\0\xff\x01\x02\r\n\r\n", 8), std::string("HTTP/1.1\r\n\r\n"),
        std::string("HTTP/1.1 99999 x\r\n\r\n"), std::string("HTTP/9.9 200 OK\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")}) {
    services::TestHttpServer server;
    server.on("/", [&](HttpExchange& exchange) {
      exchange.raw(rubbish);
      exchange.close();
    });
    HttpRequest request;
    request.url = server.url("/");
    Recorder got;
    fetch(request, got);
    EXPECT_TRUE(got.error) << rubbish << " was taken for status " << got.head->status;
  }
}

TEST_F(HttpClientFailure, AServerThatNeverAnswers) {
  server_.on("/", [](HttpExchange& exchange) { exchange.wait_for_close(); });
  HttpRequest request = get("/");
  request.timeouts.total = milliseconds(80);
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message, "client error (SendRequest): operation timed out");
}

TEST_F(HttpClientFailure, AServerThatStallsInTheBody) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.head(200, {{"Content-Length", "10"}});
    exchange.raw("half");
    exchange.wait_for_close();
  });
  HttpRequest request = get("/");
  request.timeouts.total = milliseconds(100);
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.body, "half");
  EXPECT_EQ(got.error->message, "error reading a body from connection: operation timed out");
}

TEST_F(HttpClientFailure, AConnectionThatIsNotAnsweredTimesOut) {
  // A listener whose queue is full drops further SYNs.
  const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(listener.get(), generic, size), 0);
  ASSERT_EQ(::getsockname(listener.get(), generic, &size), 0);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  std::vector<Fd> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(fillers.back().get(), generic, size);
  }
  HttpRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  request.timeouts.connect = milliseconds(100);
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.error->message,
            "client error (Connect): tcp connect error: Connection timed out (os error 110)");
}

TEST_F(HttpClientFailure, ABodyCutShort) {
  server_.on("/length", [](HttpExchange& exchange) {
    exchange.head(200, {{"Content-Length", "10"}});
    exchange.raw("half");
    exchange.close();
  });
  server_.on("/chunked", [](HttpExchange& exchange) {
    exchange.head(200, {{"Transfer-Encoding", "chunked"}});
    exchange.chunk("half");
    exchange.close();
  });
  Recorder length;
  fetch(get("/length"), length);
  ASSERT_TRUE(length.error);
  EXPECT_EQ(length.body, "half");
  EXPECT_EQ(length.error->message,
            "error reading a body from connection: end of file before message length reached");
  Recorder chunked;
  fetch(get("/chunked"), chunked);
  ASSERT_TRUE(chunked.error);
  EXPECT_EQ(chunked.body, "half");
  EXPECT_EQ(chunked.error->message,
            "error reading a body from connection: unexpected EOF during chunk size line");
}

TEST_F(HttpClientFailure, BytesBeforeAFailureStillArriveForASlowReader) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.head(200, {{"Content-Length", "300000"}});
    exchange.raw(std::string(100'000, 'x'));
    exchange.close();
  });
  Recorder got;
  got.greedy = false;
  const TransferId id = start(get("/"), got);
  ASSERT_TRUE(turn_until([&] { return got.data_events == 1; }));
  turn_for(milliseconds(50));
  EXPECT_FALSE(got.over());
  got.greedy = true;
  client_->read_more(id);
  ASSERT_TRUE(turn_until([&] { return got.over(); }));
  EXPECT_TRUE(got.error);
  EXPECT_EQ(got.body.size(), 100'000u);
}

TEST_F(HttpClientFailure, BrokenGzip) {
  std::string cut = to_gzip(std::string(1000, 'x'));
  cut[12] = static_cast<char>(cut[12] ^ 0xff);  // the length of the stored block
  server_.on("/", cut, {{"Content-Encoding", "gzip"}});
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.error);
  EXPECT_TRUE(got.error->message.starts_with(
      "error reading a body from connection: body could not be decoded"))
      << got.error->message;
}

TEST_F(HttpClientFailure, GzipCutShort) {
  const std::string cut = to_gzip(std::string(1000, 'x')).substr(0, 500);
  server_.on("/", cut, {{"Content-Encoding", "gzip"}});
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.error);
  EXPECT_EQ(got.body, std::string(485, 'x'));
  EXPECT_EQ(got.error->message,
            "error reading a body from connection: body could not be decoded: unexpected end of "
            "the coded data");
}

TEST_F(HttpClientFailure, HeadersBeyondTheLimits) {
  server_.on("/bytes", "x", {{"X-Long", std::string(70'000, 'x')}});
  server_.on("/count", [](HttpExchange& exchange) {
    std::vector<std::pair<std::string, std::string>> many(300, {"x-a", "1"});
    exchange.respond(200, "x", many);
  });
  Recorder bytes;
  fetch(get("/bytes"), bytes);
  ASSERT_TRUE(bytes.error);
  EXPECT_EQ(bytes.error->message,
            "client error (SendRequest): the response's headers are over the limit of 65536 bytes");
  EXPECT_EQ(bytes.error->kind, ErrorKind::invalid);
  Recorder count;
  fetch(get("/count"), count);
  ASSERT_TRUE(count.error);
  EXPECT_EQ(count.error->message,
            "client error (SendRequest): the response has more headers than the limit of 256");
}

TEST_F(HttpClientFailure, EndlessHeadersEnd) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.raw("HTTP/1.1 200 OK\r\n");
    while (exchange.raw("x-more: and more\r\n")) continue;
  });
  Recorder got;
  fetch(get("/"), got);
  EXPECT_TRUE(got.error);
}

TEST_F(HttpClientFailure, EndlessInterimResponsesEndWithTheTimeout) {
  server_.on("/", [](HttpExchange& exchange) {
    while (exchange.raw("HTTP/1.1 100 Continue\r\n\r\n")) exchange.sleep(milliseconds(5));
  });
  HttpRequest request = get("/");
  request.timeouts.total = milliseconds(100);
  Recorder got;
  fetch(request, got);
  EXPECT_TRUE(got.error);
}

TEST_F(HttpClientFailure, AnswersAfterInterimResponses) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    exchange.respond(200, "done");
  });
  Recorder got;
  fetch(get("/"), got);
  EXPECT_EQ(got.head->status, 200);
  EXPECT_EQ(got.head->headers, (HttpHeaders{{"content-length", "4"}}));
  EXPECT_EQ(got.body, "done");
}

// libcurl sends again by itself when a kept connection breaks; for these that may be a second
// payment.
TEST_F(HttpClientFailure, APostIsNeverSentTwice) {
  server_.on("/keep", "kept");
  std::atomic<int> posts = 0;
  server_.on("/pay", [&](HttpExchange& exchange) {
    exchange.body();
    ++posts;
    exchange.close();
  });
  for (const char* body : {"", "amount=1"}) {
    posts = 0;
    Recorder warm_up;
    fetch(get("/keep"), warm_up);
    HttpRequest request = get("/pay");
    request.method = "POST";
    request.body = body;
    Recorder got;
    fetch(request, got);
    ASSERT_TRUE(got.error);
    EXPECT_EQ(got.error->message,
              "client error (SendRequest): connection closed before message completed");
    EXPECT_EQ(posts, 1);
  }
}

TEST_F(HttpClientFailure, AGetIsSentAgainWhenAKeptConnectionBreaks) {
  server_.on("/keep", "kept");
  std::atomic<int> calls = 0;
  server_.on("/", [&](HttpExchange& exchange) {
    if (++calls == 1) return exchange.close();
    exchange.respond(200, "second");
  });
  Recorder warm_up;
  fetch(get("/keep"), warm_up);
  Recorder got;
  fetch(get("/"), got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "second");
}

TEST_F(HttpClientFailure, AnEarlyRefusalEndsTheUpload) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.respond(413, "too large", {{"Connection", "close"}});
    exchange.wait_for_close();
  });
  HttpRequest request = get("/");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) { client_->send(id, std::string(10'000, 'u')); };
  fetch(request, got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.head->status, 413);
  EXPECT_EQ(got.body, "too large");
}

TEST_F(HttpClientFailure, AWholeEarlyAnswerEndsAnUploadThatWaits) {
  server_.on("/", [](HttpExchange& exchange) {
    exchange.respond(200, "enough");
    exchange.wait_for_close();
  });
  HttpRequest request = get("/");
  request.method = "POST";
  request.body = StreamedBody();
  Recorder got;
  got.then_on_upload = [&](TransferId id) {
    if (got.upload_wishes == 1) client_->send(id, "first");
  };
  fetch(request, got);
  ASSERT_TRUE(got.ended) << got.error->message;
  EXPECT_EQ(got.body, "enough");
}

TEST_F(HttpClientFailure, AMissingCaFileIsToldOnlyWhereItMatters) {
  server_.on("/", "ok");
  use({.ca_file = "/nonexistent/ca.pem"});
  Recorder plain;
  fetch(get("/"), plain);
  EXPECT_TRUE(plain.ended);
  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(server_.port()) + "/";
  Recorder secure;
  fetch(request, secure);
  ASSERT_TRUE(secure.error);
  EXPECT_NE(secure.error->message.find("/nonexistent/ca.pem"), std::string::npos)
      << secure.error->message;
}

TEST_F(HttpClientFailure, TlsToAPlainServer) {
  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(server_.port()) + "/";
  request.timeouts.total = milliseconds(2000);
  Recorder got;
  fetch(request, got);
  ASSERT_TRUE(got.error);
  EXPECT_TRUE(got.error->message.starts_with("client error (Connect): tls handshake"))
      << got.error->message;
}

}  // namespace
}  // namespace tntc::io
