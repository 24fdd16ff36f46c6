#include "base/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tntc {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<std::uint8_t, 12> kNat64Prefix{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr std::array<std::uint8_t, 12> kCompatiblePrefix{};
constexpr std::array<std::uint8_t, 2> k6to4Prefix{0x20, 0x02};
constexpr int kMappedBits = 96;

template <std::size_t N>
bool starts_with(const Bytes& bytes, const std::array<std::uint8_t, N>& prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

Bytes mapped(const std::uint8_t* four) {
  Bytes bytes{};
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
  std::copy_n(four, 4, bytes.begin() + kMappedPrefix.size());
  return bytes;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string spelled(text);  // inet_pton wants a terminator
  if (spelled.size() != std::strlen(spelled.c_str())) return std::nullopt;
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, spelled.c_str(), four.data()) == 1)
    return IpAddress(mapped(four.data()));
  Bytes sixteen{};
  if (::inet_pton(AF_INET6, spelled.c_str(), sixteen.data()) == 1) return IpAddress(sixteen);
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    std::array<std::uint8_t, 4> four{};
    std::memcpy(four.data(), &v4.sin_addr, four.size());
    return IpAddress(mapped(four.data()));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    Bytes sixteen{};
    std::memcpy(sixteen.data(), &v6.sin6_addr, sixteen.size());
    return IpAddress(sixteen);
  }
  return std::nullopt;
}

bool IpAddress::is_v4() const {
  return starts_with(bytes_, kMappedPrefix);
}

std::optional<IpAddress> IpAddress::embedded_v4() const {
  if (starts_with(bytes_, kNat64Prefix)) return IpAddress(mapped(bytes_.data() + 12));
  if (starts_with(bytes_, k6to4Prefix)) return IpAddress(mapped(bytes_.data() + 2));
  if (!starts_with(bytes_, kCompatiblePrefix)) return std::nullopt;
  if (bytes_[12] == 0) return std::nullopt;  // :: and ::1 are addresses of their own
  return IpAddress(mapped(bytes_.data() + 12));
}

std::string IpAddress::to_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4())
    ::inet_ntop(AF_INET, bytes_.data() + kMappedPrefix.size(), text.data(), text.size());
  else
    ::inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  return text.data();
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork(*base, 128);

  const bool v4 = text.find(':') == std::string_view::npos;
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (bits < 0 || bits > (v4 ? 32 : 128)) return std::nullopt;
  return IpNetwork(*base, v4 ? kMappedBits + bits : bits);
}

bool IpNetwork::contains(const IpAddress& address) const {
  const auto whole = static_cast<std::size_t>(bits_ / 8);
  if (!std::equal(base_.bytes_.begin(), base_.bytes_.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes_.begin()))
    return false;
  const int rest = bits_ % 8;
  if (rest == 0) return true;
  const int shift = 8 - rest;
  return (base_.bytes_[whole] >> shift) == (address.bytes_[whole] >> shift);
}

}  // namespace tntc
