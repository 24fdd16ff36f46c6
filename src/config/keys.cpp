#include "config/keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "spec/findings.h"
#include "spec/names.h"

namespace tntc::config {
namespace {

constexpr std::size_t kLongestName = 253;  // of a host, and of what Kubernetes calls a subdomain

std::size_t index_of(Key key) {
  return static_cast<std::size_t>(key);
}

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// RFC 1123: labels of lower-case letters, digits and hyphens, with dots between them.
bool is_subdomain(std::string_view text) {
  if (text.size() > kLongestName) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!spec::is_namespace(text.substr(0, dot))) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// "r.example/acme", "localhost:5000": a host, perhaps a port, perhaps the beginning of a name.
bool is_registry(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::string_view host = text.substr(0, slash);
  const std::size_t colon = host.find(':');
  if (colon != host.npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos)
      return false;
    host = host.substr(0, colon);
  }
  if (!is_subdomain(host)) return false;
  while (text.find('/') != text.npos) {
    text.remove_prefix(text.find('/') + 1);
    const std::string_view part = text.substr(0, text.find('/'));
    const bool is_part = !part.empty() && part.size() <= kLongestName &&
                         is_lower_or_digit(part.front()) && is_lower_or_digit(part.back()) &&
                         std::ranges::all_of(part, [](char c) {
                           return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-';
                         });
    if (!is_part) return false;
  }
  return true;
}

Result<void> refused(std::string_view value, std::string_view what, std::string hint) {
  return fail(ErrorKind::invalid, fmt::format("{} {}", spec::quoted(value), what), std::move(hint));
}

std::string registry_hint(std::string_view value) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!value.starts_with(scheme)) continue;
    value.remove_prefix(scheme.size());
    while (value.ends_with('/')) value.remove_suffix(1);
    if (is_registry(value)) return fmt::format("leave the scheme out: {}", value);
  }
  return "write a host, and the beginning of the names if there is one: r.example/acme, "
         "localhost:5000";
}

}  // namespace

std::string_view name_of(Key key) {
  return kKeyNames[index_of(key)];
}

std::optional<Key> key_named(std::string_view name) {
  const auto found = std::ranges::find(kKeyNames, name);
  if (found == kKeyNames.end()) return std::nullopt;
  return kKeys[static_cast<std::size_t>(found - kKeyNames.begin())];
}

std::string_view variable_of(Key key) {
  constexpr std::array<std::string_view, 3> kVariables = {"TNTC_REGISTRY", "TNTC_NAMESPACE",
                                                          "TNTC_RUNTIME_CLASS"};
  return kVariables[index_of(key)];
}

std::string_view flag_of(Key key) {
  constexpr std::array<std::string_view, 3> kFlags = {"--registry", "--namespace",
                                                      "--runtime-class"};
  return kFlags[index_of(key)];
}

std::string_view fallback_of(Key key) {
  constexpr std::array<std::string_view, 3> kFallbacks = {"", "default", "gvisor"};
  return kFallbacks[index_of(key)];
}

Result<void> check(Key key, std::string_view value) {
  switch (key) {
    case Key::registry:
      if (value.empty() || is_registry(value)) return {};
      return refused(value, "is no registry", registry_hint(value));
    case Key::kubernetes_namespace:
      if (spec::is_namespace(value)) return {};
      return refused(value, "cannot name a Kubernetes namespace",
                     "use 1 to 63 lower-case letters, digits and hyphens: team-a");
    case Key::runtime_class: break;
  }
  if (value.empty() || is_subdomain(value)) return {};
  return refused(value, "cannot name a RuntimeClass",
                 "use lower-case letters, digits, hyphens and dots: gvisor; \"\" turns it off");
}

}  // namespace tntc::config
