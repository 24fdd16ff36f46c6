#include "base/host_pattern.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

using Match = HostPattern::Match;

Match match(std::string_view pattern, std::string_view host, std::uint16_t port = 443,
            const char* address = nullptr) {
  const auto parsed = HostPattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern;
  return parsed ? parsed->match(host, address ? IpAddress::parse(address) : std::nullopt, port)
                : Match::none;
}

TEST(HostPattern, ADomainIsItselfAndWhatIsBelowIt) {
  EXPECT_EQ(match("example.com", "example.com"), Match::named);
  EXPECT_EQ(match("Example.COM.", "example.com"), Match::named);
  EXPECT_EQ(match("example.com", "EXAMPLE.com."), Match::named);
  EXPECT_EQ(match("example.com", "api.example.com"), Match::covered);
  EXPECT_EQ(match("example.com", "badexample.com"), Match::none);
  EXPECT_EQ(match("example.com", "example.com.evil.org"), Match::none);
  EXPECT_EQ(match("example.com", "com"), Match::none);
}

TEST(HostPattern, AStarIsOnlyWhatIsBelow) {
  EXPECT_EQ(match("*.example.com", "a.example.com"), Match::covered);
  EXPECT_EQ(match("*.example.com", "a.b.example.com"), Match::covered);
  EXPECT_EQ(match("*.example.com", "example.com"), Match::none);
  EXPECT_EQ(match("*", "anything.org"), Match::covered);
}

TEST(HostPattern, APortBindsThePort) {
  EXPECT_EQ(match("example.com:8443", "example.com", 8443), Match::named);
  EXPECT_EQ(match("example.com:8443", "example.com", 443), Match::none);
  EXPECT_EQ(match("*.example.com:8443", "a.example.com", 8443), Match::covered);
  EXPECT_EQ(match("example.com:*", "example.com", 1), Match::named);
}

TEST(HostPattern, AddressesMatchTheLiteralAndWhatANameLeadsTo) {
  EXPECT_EQ(match("10.0.0.7", "10.0.0.7"), Match::named);
  EXPECT_EQ(match("10.0.0.7", "db.internal", 443, "10.0.0.7"), Match::named);
  EXPECT_EQ(match("10.0.0.0/8", "10.200.0.1"), Match::named);
  EXPECT_EQ(match("10.0.0.0/8", "11.0.0.1"), Match::none);
  EXPECT_EQ(match("10.0.0.7:80", "10.0.0.7", 81), Match::none);
  EXPECT_EQ(match("[::1]:80", "::1", 80), Match::named);
  EXPECT_EQ(match("::1", "::1", 80), Match::named);
  EXPECT_EQ(match("127.0.0.1", "::ffff:127.0.0.1", 80), Match::named);
}

TEST(HostPattern, RefusesWhatNamesNoHostAndSaysWhatToWrite) {
  const std::pair<const char*, const char*> rows[] = {
      {"https://api.example.com/v1", "write the host alone: api.example.com"},
      {"example.com/v1", "write the host without a path: example.com"},
      {"exa*mple.com", "a star stands for everything below a domain, at the start: *.example.com"},
      {"a.*.com", "a star stands for everything below a domain, at the start: *.example.com"},
      {"example.com:http", "a port is a number from 1 to 65535"},
      {"example.com:0", "a port is a number from 1 to 65535"},
      {"example.com:70000", "a port is a number from 1 to 65535"},
      {"b\xC3\xBC"
       "cher.de",
       "write an international name in its ASCII form: xn--..."},
      {"", "write example.com, *.example.com or a:443"},
      {":80", "write example.com, *.example.com or a:443"},
      {"[::1", "write example.com, *.example.com or a:443"},
      {"a..b", "write example.com, *.example.com or a:443"},
      {"a b", "write example.com, *.example.com or a:443"},
  };
  for (const auto& [text, hint] : rows) {
    const auto parsed = HostPattern::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().hint, hint) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  }
}

}  // namespace
}  // namespace tntc
