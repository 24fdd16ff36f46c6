#include "base/host_pattern.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace tntc {
namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035

std::string lowered(std::string_view text) {
  std::string lower = ascii::lower(text);
  if (lower.ends_with('.')) lower.pop_back();
  return lower;
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (name.front() == '.' || name.back() == '.') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

tl::unexpected<Error> bad(std::string_view text, std::string hint) {
  return fail(ErrorKind::invalid, "`" + std::string(text) + "` names no host", std::move(hint));
}

std::string hint_for_url(std::string_view text) {
  std::string_view rest = text.substr(text.find("://") + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  return "write the host alone: " + std::string(rest);
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;
  bool has_port = false;
};

// "a:1", "[::1]:1", "::1", "a".
std::optional<HostAndPort> split(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return HostAndPort{text.substr(1, end - 1), {}, false};
    if (!rest.starts_with(':')) return std::nullopt;
    return HostAndPort{text.substr(1, end - 1), rest.substr(1), true};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) {
    return HostAndPort{text, {}, false};  // more than one colon: a bare IPv6 address
  }
  return HostAndPort{text.substr(0, colon), text.substr(colon + 1), true};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(port);
}

}  // namespace

Result<HostPattern> HostPattern::parse(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return bad(text, hint_for_url(text));
  const auto parts = split(text);
  if (!parts || parts->host.empty()) return bad(text, "write example.com, *.example.com or a:443");
  HostPattern pattern;
  if (parts->has_port && parts->port != "*") {
    pattern.port_ = parse_port(parts->port);
    if (!pattern.port_) return bad(text, "a port is a number from 1 to 65535");
  }
  if (parts->host == "*") return pattern;
  pattern.network_ = IpNetwork::parse(parts->host);
  if (pattern.network_) {
    pattern.kind_ = Kind::network;
    return pattern;
  }
  std::string name = lowered(parts->host);
  pattern.kind_ = Kind::domain;
  if (name.starts_with("*.")) {
    pattern.kind_ = Kind::below;
    name.erase(0, 2);
  }
  if (name.find('/') != std::string::npos) {
    return bad(text, "write the host without a path: " + name.substr(0, name.find('/')));
  }
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return bad(text, "write an international name in its ASCII form: xn--...");
  }
  if (name.find('*') != std::string::npos) {
    return bad(text, "a star stands for everything below a domain, at the start: *.example.com");
  }
  if (!is_host_name(name)) return bad(text, "write example.com, *.example.com or a:443");
  pattern.name_ = std::move(name);
  return pattern;
}

HostPattern::Match HostPattern::match_host(std::string_view host,
                                           const std::optional<IpAddress>& address) const {
  if (kind_ == Kind::any) return Match::covered;
  if (kind_ == Kind::network) {
    const auto literal = IpAddress::parse(host);
    if (literal && network_->contains(*literal)) return Match::named;
    return address && network_->contains(*address) ? Match::named : Match::none;
  }
  const std::string name = lowered(host);
  if (kind_ == Kind::domain && name == name_) return Match::named;
  const bool is_below = name.size() > name_.size() + 1 && name.ends_with(name_) &&
                        name[name.size() - name_.size() - 1] == '.';
  return is_below ? Match::covered : Match::none;
}

HostPattern::Match HostPattern::match(std::string_view host,
                                      const std::optional<IpAddress>& address,
                                      std::uint16_t port) const {
  if (port_ && *port_ != port) return Match::none;
  return match_host(host, address);
}

}  // namespace tntc
