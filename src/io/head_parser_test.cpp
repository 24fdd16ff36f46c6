#include "io/head_parser.h"

#include <gtest/gtest.h>

namespace tntc::io {
namespace {

Result<std::optional<HttpHead>> parse(const std::vector<std::string>& lines,
                                      HttpLimits limits = {}) {
  HeadParser parser(limits);
  for (const std::string& text : lines) {
    auto result = parser.line(text + "\r\n");
    if (!result || *result) return result;
  }
  return std::nullopt;
}

TEST(HeadParser, ReadsStatusAndHeaders) {
  const auto head =
      parse({"HTTP/1.1 404 Nothing Here", "Content-Type:  text/plain ", "X-A: b:c", ""});
  ASSERT_TRUE(head);
  EXPECT_EQ(*head,
            (HttpHead{404, "Nothing Here", {{"content-type", "text/plain"}, {"x-a", "b:c"}}}));
}

TEST(HeadParser, KeepsRepeatedHeadersApart) {
  const auto head = parse({"HTTP/1.1 200 OK", "Set-Cookie: a=1", "set-cookie: b=2", ""});
  ASSERT_TRUE(head);
  EXPECT_EQ((*head)->headers, (HttpHeaders{{"set-cookie", "a=1"}, {"set-cookie", "b=2"}}));
}

TEST(HeadParser, SuppliesTheStatusTextHttp2DoesNotSend) {
  EXPECT_EQ((*parse({"HTTP/2 503 ", ""}))->status_text, "Service Unavailable");
  EXPECT_EQ((*parse({"HTTP/1.1 200", ""}))->status_text, "OK");
  EXPECT_EQ((*parse({"HTTP/2 299", ""}))->status_text, "");
}

TEST(HeadParser, SkipsInterimResponses) {
  const auto head = parse({"HTTP/1.1 100 Continue", "X-Early: 1", "", "HTTP/1.1 103 Early Hints",
                           "Link: x", "", "HTTP/1.1 200 OK", "X-Late: 1", ""});
  ASSERT_TRUE(head);
  EXPECT_EQ(*head, (HttpHead{200, "OK", {{"x-late", "1"}}}));
}

TEST(HeadParser, IgnoresTrailers) {
  HeadParser parser{HttpLimits()};
  ASSERT_TRUE(parser.line("HTTP/1.1 200 OK\r\n"));
  ASSERT_TRUE(*parser.line("\r\n"));
  EXPECT_EQ(*parser.line("X-Checksum: 1\r\n"), std::nullopt);
  EXPECT_EQ(*parser.line("\r\n"), std::nullopt);
}

TEST(HeadParser, JoinsFoldedLines) {
  const auto head = parse({"HTTP/1.1 200 OK", "X-Long: one", "   two", "\tthree", ""});
  EXPECT_EQ((*head)->headers, (HttpHeaders{{"x-long", "one two three"}}));
}

TEST(HeadParser, SkipsLinesThatAreNoHeaders) {
  const auto head = parse({"HTTP/1.1 200 OK", "garbage", ": no name", " folded onto nothing", ""});
  EXPECT_EQ(*head, (HttpHead{200, "OK", {}}));
}

TEST(HeadParser, BoundsTheBytes) {
  const HttpLimits limits{.header_bytes = 10, .header_count = 100};
  EXPECT_TRUE(parse({"HTTP/1.1 200 OK", "a: 3456789", ""}, limits));
  const auto head = parse({"HTTP/1.1 200 OK", "a: 34567890", ""}, limits);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().message, "the response's headers are over the limit of 10 bytes");
}

TEST(HeadParser, BoundsTheCount) {
  const HttpLimits limits{.header_bytes = 1000, .header_count = 2};
  EXPECT_TRUE(parse({"HTTP/1.1 200 OK", "a: 1", "b: 2", ""}, limits));
  const auto head = parse({"HTTP/1.1 200 OK", "a: 1", "b: 2", "c: 3", ""}, limits);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().message, "the response has more headers than the limit of 2");
}

TEST(HeadParser, AStatusLineWithoutANumberGivesNoHead) {
  EXPECT_EQ(*parse({"HTTP/1.1", ""}), std::nullopt);
  EXPECT_EQ(*parse({"HTTP/1.1 abc", ""}), std::nullopt);
}

TEST(DropCodingHeaders, RemovesCodingAndLengthOnly) {
  HttpHeaders headers{{"content-encoding", "gzip"}, {"content-length", "5"}, {"vary", "*"}};
  drop_coding_headers(headers);
  EXPECT_EQ(headers, (HttpHeaders{{"vary", "*"}}));
}

}  // namespace
}  // namespace tntc::io
