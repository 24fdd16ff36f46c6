#include "grants/special_address.h"

#include <algorithm>
#include <array>

namespace tntc::grants {
namespace {

struct Rule {
  IpNetwork network;
  std::string_view what;
};

IpNetwork network(const char* text) {
  return *IpNetwork::parse(text);
}

std::string_view plainly_forbidden(const IpAddress& address) {
  constexpr std::string_view kLinkLocal = "a link-local address";
  constexpr std::string_view kMetadata = "a cloud metadata address";
  static const std::array kForbidden{
      Rule{network("169.254.0.0/16"), kLinkLocal}, Rule{network("fe80::/10"), kLinkLocal},
      Rule{network("fd00:ec2::/32"), kMetadata},    // AWS: .254, and .23 for pod identities
      Rule{network("fd20:ce::254"), kMetadata},     // Google
      Rule{network("168.63.129.16"), kMetadata},    // Azure's wire server
      Rule{network("100.100.100.200"), kMetadata},  // Alibaba
      Rule{network("192.0.0.192"), kMetadata},      // Oracle
  };
  const auto found = std::ranges::find_if(
      kForbidden, [&](const Rule& rule) { return rule.network.contains(address); });
  return found == kForbidden.end() ? std::string_view() : found->what;
}

bool plainly_private(const IpAddress& address) {
  static const std::array kPrivate{
      network("0.0.0.0/8"),      network("10.0.0.0/8"),    network("100.64.0.0/10"),
      network("127.0.0.0/8"),    network("172.16.0.0/12"), network("192.0.0.0/24"),
      network("192.168.0.0/16"), network("198.18.0.0/15"), network("224.0.0.0/4"),
      network("240.0.0.0/4"),    network("::/128"),        network("::1/128"),
      network("fc00::/7"),       network("fec0::/10"),     network("ff00::/8")};
  return std::ranges::any_of(kPrivate,
                             [&](const IpNetwork& network) { return network.contains(address); });
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
