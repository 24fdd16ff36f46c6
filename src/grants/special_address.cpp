#include "grants/special_address.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tntc::grants {
namespace {

struct Rule {
  const char* network;
  const char* what;
};

constexpr std::array kForbidden{
    Rule{"169.254.0.0/16", "a link-local address"},      Rule{"fe80::/10", "a link-local address"},
    Rule{"fd00:ec2::/32", "a cloud metadata address"},    // AWS: .254, and .23 for pod identities
    Rule{"fd20:ce::254", "a cloud metadata address"},     // Google
    Rule{"168.63.129.16", "a cloud metadata address"},    // Azure's wire server
    Rule{"100.100.100.200", "a cloud metadata address"},  // Alibaba
    Rule{"192.0.0.192", "a cloud metadata address"},      // Oracle
};

constexpr std::array kPrivate{"0.0.0.0/8",     "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",
                              "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
                              "224.0.0.0/4",   "240.0.0.0/4",  "::/128",         "::1/128",
                              "fc00::/7",      "fec0::/10",    "ff00::/8"};

std::string_view plainly_forbidden(const IpAddress& address) {
  const auto found = std::ranges::find_if(kForbidden, [&](const Rule& rule) {
    return IpNetwork::parse(rule.network)->contains(address);
  });
  return found == kForbidden.end() ? std::string_view() : found->what;
}

bool plainly_private(const IpAddress& address) {
  return std::ranges::any_of(
      kPrivate, [&](const char* network) { return IpNetwork::parse(network)->contains(address); });
}

}  // namespace

std::string_view forbidden_kind(const IpAddress& address) {
  const std::string_view what = plainly_forbidden(address);
  const auto embedded = address.embedded_v4();
  return what.empty() && embedded ? plainly_forbidden(*embedded) : what;
}

bool is_private(const IpAddress& address) {
  const auto embedded = address.embedded_v4();
  return plainly_private(address) || (embedded && plainly_private(*embedded)) ||
         !forbidden_kind(address).empty();
}

}  // namespace tntc::grants
