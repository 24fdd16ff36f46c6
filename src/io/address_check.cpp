#include "io/address_check.h"

#include <algorithm>
#include <array>

namespace tntc::io {
namespace {

struct Rule {
  const char* network;
  const char* what;
};

constexpr std::array kRules{
    Rule{"169.254.0.0/16", "a link-local address"},      Rule{"fe80::/10", "a link-local address"},
    Rule{"fd00:ec2::/32", "a cloud metadata address"},    // AWS: .254, and .23 for pod identities
    Rule{"fd20:ce::254", "a cloud metadata address"},     // Google
    Rule{"168.63.129.16", "a cloud metadata address"},    // Azure's wire server
    Rule{"100.100.100.200", "a cloud metadata address"},  // Alibaba
    Rule{"192.0.0.192", "a cloud metadata address"},      // Oracle
};

const char* forbidden(const IpAddress& address) {
  const auto found = std::ranges::find_if(
      kRules, [&](const Rule& rule) { return IpNetwork::parse(rule.network)->contains(address); });
  return found == kRules.end() ? nullptr : found->what;
}

}  // namespace

std::optional<std::string> deny_link_local_and_metadata(const Destination& destination) {
  const char* what = forbidden(destination.address);
  const auto embedded = destination.address.embedded_v4();
  if (what == nullptr && embedded) what = forbidden(*embedded);
  if (what == nullptr) return std::nullopt;
  return destination.address.to_text() + " is " + what;
}

}  // namespace tntc::io
