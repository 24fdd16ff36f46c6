#include "io/proxy_choice.h"

#include "base/ascii.h"
#include "base/ip_address.h"

namespace tntc::io {
namespace {

bool names(std::string_view entry, std::string_view host) {
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty()) return false;
  if (ascii::equal_ignoring_case(host, entry)) return true;
  return host.size() > entry.size() && host[host.size() - entry.size() - 1] == '.' &&
         ascii::equal_ignoring_case(host.substr(host.size() - entry.size()), entry);
}

bool matches(std::string_view entry, std::string_view host) {
  if (entry == "*") return true;
  const auto address = IpAddress::parse(host);
  if (!address) return names(entry, host);
  const auto network = IpNetwork::parse(entry);
  return network && network->contains(*address);
}

// A proxy would find itself there, not what is meant.
bool is_this_machine(std::string_view host) {
  if (names("localhost", host)) return true;
  const auto address = IpAddress::parse(host);
  return address && (IpNetwork::parse("127.0.0.0/8")->contains(*address) ||
                     IpNetwork::parse("::1")->contains(*address));
}

}  // namespace

bool is_direct(std::string_view host, std::string_view no_proxy) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (is_this_machine(host)) return true;
  while (!no_proxy.empty()) {
    if (matches(ascii::trimmed(ascii::take_until(no_proxy, ','), " "), host)) return true;
  }
  return false;
}

}  // namespace tntc::io
