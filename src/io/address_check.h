#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "io/ip_address.h"

namespace tntc::io {

// The address a connection is about to use, and the host of the URL it was found for.
struct Destination {
  std::string_view host;
  IpAddress address;
  std::uint16_t port = 0;
};

// Nothing: the connection may be used. Else why it may not, as one clause. Asked for the address
// that is really connected to, so a name cannot be looked up to one answer for the check and to
// another for the connection.
using AddressCheck = std::function<std::optional<std::string>(const Destination&)>;

// Denies link-local addresses and the metadata services of the clouds, which give credentials to
// whoever can reach them, in every spelling; allows all else.
std::optional<std::string> deny_link_local_and_metadata(const Destination& destination);

}  // namespace tntc::io
