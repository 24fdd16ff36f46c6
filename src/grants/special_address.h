#pragma once

#include <string_view>

#include "base/ip_address.h"

namespace tntc::grants {

// "a link-local address" or "a cloud metadata address" for those that give credentials to whoever
// can reach them, in every spelling (IPv4-mapped, NAT64, 6to4); empty for all others.
std::string_view forbidden_kind(const IpAddress& address);

// Loopback, private, shared, unique-local, multicast and reserved ranges: what is not the public
// internet (IANA special-purpose registries, RFC 6890).
bool is_private(const IpAddress& address);

}  // namespace tntc::grants
