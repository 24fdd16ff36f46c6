#include "io/address_check.h"

#include <gtest/gtest.h>

namespace tntc::io {
namespace {

std::optional<std::string> check(const char* address) {
  return deny_link_local_and_metadata({"example.com", *IpAddress::parse(address), 80});
}

TEST(AddressCheck, DeniesLinkLocalAndMetadataInEverySpelling) {
  for (const char* address :
       {"169.254.169.254", "169.254.0.1", "169.254.170.2", "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::", "::169.254.169.254",
        "fe80::1", "febf::1", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "168.63.129.16",
        "100.100.100.200", "192.0.0.192"})
    EXPECT_TRUE(check(address)) << address;
}

TEST(AddressCheck, AllowsTheRest) {
  for (const char* address :
       {"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "8.8.8.8", "169.253.255.255", "169.255.0.0",
        "2001:db8::1", "fec0::1", "fd00:ec3::1", "0.0.0.0", "::"})
    EXPECT_FALSE(check(address)) << address << ": " << *check(address);
}

TEST(AddressCheck, SaysWhatTheAddressIs) {
  EXPECT_EQ(check("::ffff:169.254.169.254"), "169.254.169.254 is a link-local address");
  EXPECT_EQ(check("fd00:ec2::254"), "fd00:ec2::254 is a cloud metadata address");
}

}  // namespace
}  // namespace tntc::io
