#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace tntc {

// An IPv4 or IPv6 address. IPv4 is kept as its IPv4-mapped IPv6 form (::ffff:a.b.c.d), so both
// spellings of one host are one value and no rule can be passed by writing it the other way.
class IpAddress {
 public:
  // "192.0.2.1", "2001:db8::1"; no brackets, ports, zones or names.
  static std::optional<IpAddress> parse(std::string_view text);
  static std::optional<IpAddress> of(const sockaddr& address);

  bool is_v4() const;
  // The IPv4 address that an IPv6 address of a translation scheme (NAT64, 6to4, IPv4-compatible)
  // leads to; nothing for others.
  std::optional<IpAddress> embedded_v4() const;
  std::string to_text() const;

  bool operator==(const IpAddress&) const = default;

 private:
  friend class IpNetwork;
  explicit IpAddress(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  std::array<std::uint8_t, 16> bytes_{};
};

// All addresses that share the first bits: "169.254.0.0/16", "fe80::/10"; without a slash, one
// address.
class IpNetwork {
 public:
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;

  bool operator==(const IpNetwork&) const = default;

 private:
  IpNetwork(const IpAddress& base, int bits) : base_(base), bits_(bits) {}

  IpAddress base_;
  int bits_;  // of the 128-bit form
};

}  // namespace tntc
