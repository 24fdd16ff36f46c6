#include "triggers/http_head.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

std::string built(const ResponseHead& head) {
  std::string out = "before;";
  append_head(out, head);
  return out;
}

TEST(HttpHead, SaysOnlyWhatIsNeeded) {
  EXPECT_EQ(built({.length = 15}),
            "before;HTTP/1.1 200 OK\r\n"
            "Content-Type: application/json\r\n"
            "Content-Length: 15\r\n\r\n");
}

TEST(HttpHead, SaysEverythingItIsGiven) {
  EXPECT_EQ(built({.status = 503,
                   .type = ContentType::metrics,
                   .length = 18446744073709551615u,
                   .persistence = Persistence::close,
                   .run = "018f",
                   .date = "Sun, 06 Nov 1994 08:49:37 GMT",
                   .retry_after = 1}),
            "before;HTTP/1.1 503 Service Unavailable\r\n"
            "Content-Type: text/plain; version=0.0.4\r\n"
            "Content-Length: 18446744073709551615\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Tentacular-Run-Id: 018f\r\n"
            "Retry-After: 1\r\n"
            "Connection: close\r\n\r\n");
}

TEST(HttpHead, TellsOldClientsThatTheConnectionStays) {
  EXPECT_NE(built({.persistence = Persistence::keep_old}).find("\r\nConnection: keep-alive\r\n"),
            std::string::npos);
}

TEST(HttpHead, SaysNothingOfContentWhereThereIsNone) {
  EXPECT_EQ(built({.status = 204, .headers = "\r\nAllow: GET"}),
            "before;HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n");
}

TEST(HttpHead, WritesDatesAsTheStandardSpellsThem) {
  using std::chrono::system_clock;
  EXPECT_EQ(http_date(system_clock::from_time_t(784111777)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(system_clock::from_time_t(951782400)), "Tue, 29 Feb 2000 00:00:00 GMT");
  EXPECT_EQ(http_date(system_clock::from_time_t(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace tntc::triggers
