#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/result.h"

namespace tntc {

// Which hosts somebody means: "example.com" (itself and what is below it), "*.example.com" (only
// what is below it), "10.0.0.7", "10.0.0.0/8", "[2001:db8::1]", "*" (any), each with an optional
// ":port". Names are compared without case and without a final dot.
class HostPattern {
 public:
  // `invalid` with a hint when the text is none of these, such as a URL.
  static Result<HostPattern> parse(std::string_view text);

  // named: the pattern says exactly this host or this address; covered: it is one of many.
  enum class Match { none, covered, named };

  // `host` as in a URL, without brackets; `address` when it is known already.
  Match match(std::string_view host, const std::optional<IpAddress>& address,
              std::uint16_t port) const;
  // Whichever port the pattern is for.
  bool matches_name(std::string_view host) const {
    return match_host(host, std::nullopt) != Match::none;
  }

  bool is_any() const { return kind_ == Kind::any; }
  bool is_network() const { return kind_ == Kind::network; }

  bool operator==(const HostPattern&) const = default;

 private:
  enum class Kind { any, domain, below, network };

  Match match_host(std::string_view host, const std::optional<IpAddress>& address) const;

  Kind kind_ = Kind::any;
  std::string name_;                  // domain, below: lower case, no final dot
  std::optional<IpNetwork> network_;  // network
  std::optional<std::uint16_t> port_;
};

}  // namespace tntc
