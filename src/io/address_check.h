#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"

namespace tntc::io {

// Where a request is about to go. The question is put first for the name alone, before it is looked
// up, and then for the address that is connected to; a proxy looks the name up itself, so there the
// first answer is the last.
struct Destination {
  std::string_view host;             // of the URL, without brackets
  std::optional<IpAddress> address;  // not looked up yet, or never
  std::uint16_t port = 0;
  bool through_proxy = false;
};

// Nothing: the connection may be used. Else why it may not, as one clause. Asked for the address
// that is really connected to, so a name cannot be looked up to one answer for the check and to
// another for the connection.
using AddressCheck = std::function<std::optional<std::string>(const Destination&)>;

// Denies link-local addresses and the metadata services of the clouds, which give credentials to
// whoever can reach them, in every spelling; allows all else.
std::optional<std::string> deny_link_local_and_metadata(const Destination& destination);

}  // namespace tntc::io
