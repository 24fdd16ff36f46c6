#include "base/ip_address.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace tntc {
namespace {

TEST(IpAddress, ParsesBothFamilies) {
  for (const char* text : {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::1"}) {
    const auto address = IpAddress::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->to_text(), text);
  }
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const std::string_view text : {"", "localhost", "1.2.3", "256.1.1.1", "1.2.3.4:80", "[::1]",
                                      "fe80::1%eth0", "0x7f.1", " ::1"})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  EXPECT_FALSE(IpAddress::parse(std::string_view("127.0.0.1\0x", 11)));
}

TEST(IpAddress, TheMappedFormIsTheSameAddress) {
  EXPECT_EQ(IpAddress::parse("::ffff:127.0.0.1"), IpAddress::parse("127.0.0.1"));
  EXPECT_EQ(IpAddress::parse("::ffff:7f00:1")->to_text(), "127.0.0.1");
}

TEST(IpAddress, FindsTheIPv4AddressBehindATranslation) {
  const auto wanted = IpAddress::parse("169.254.169.254");
  EXPECT_EQ(IpAddress::parse("64:ff9b::a9fe:a9fe")->embedded_v4(), wanted);
  EXPECT_EQ(IpAddress::parse("2002:a9fe:a9fe::1")->embedded_v4(), wanted);
  EXPECT_EQ(IpAddress::parse("::a9fe:a9fe")->embedded_v4(), wanted);
  for (const char* text : {"::", "::1", "2001:db8::1", "127.0.0.1", "fe80::1"})
    EXPECT_EQ(IpAddress::parse(text)->embedded_v4(), std::nullopt) << text;
}

TEST(IpAddress, ReadsSocketAddresses) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(IpAddress::of(reinterpret_cast<const sockaddr&>(v4)), IpAddress::parse("127.0.0.1"));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  EXPECT_EQ(IpAddress::of(reinterpret_cast<const sockaddr&>(v6)), IpAddress::parse("::1"));
  sockaddr other{};
  other.sa_family = AF_UNIX;
  EXPECT_EQ(IpAddress::of(other), std::nullopt);
}

TEST(IpNetwork, ContainsWhatSharesItsBits) {
  struct Row {
    const char* network;
    const char* address;
    bool inside;
  };
  for (const Row& row :
       {Row{"169.254.0.0/16", "169.254.169.254", true},
        Row{"169.254.0.0/16", "169.253.255.255", false},
        Row{"169.254.0.0/16", "::ffff:169.254.0.1", true}, Row{"10.0.0.0/9", "10.127.0.1", true},
        Row{"10.0.0.0/9", "10.128.0.1", false}, Row{"0.0.0.0/0", "8.8.8.8", true},
        Row{"0.0.0.0/0", "2001:db8::1", false}, Row{"::/0", "8.8.8.8", true},
        Row{"fe80::/10", "fe80::1", true}, Row{"fe80::/10", "febf::1", true},
        Row{"fe80::/10", "fec0::1", false}, Row{"192.0.2.1", "192.0.2.1", true},
        Row{"192.0.2.1", "192.0.2.2", false}, Row{"192.0.2.1/32", "192.0.2.1", true}}) {
    const auto network = IpNetwork::parse(row.network);
    ASSERT_TRUE(network) << row.network;
    EXPECT_EQ(network->contains(*IpAddress::parse(row.address)), row.inside)
        << row.address << " in " << row.network;
  }
}

TEST(IpNetwork, RefusesBadPrefixes) {
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "::/129", "name/8", "10.0.0.0/8/8"})
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
}

}  // namespace
}  // namespace tntc
