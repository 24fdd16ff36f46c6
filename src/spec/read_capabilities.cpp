#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/host_pattern.h"
#include "spec/fields.h"
#include "spec/read_sections.h"

namespace tntc::spec {
namespace {

using List = std::optional<std::vector<std::string>>;

struct Item {
  std::string text;
  std::size_t offset;
};

// Comma text becomes its items; what is empty between commas is dropped.
void add_items(const YamlValue& value, std::vector<Item>& items) {
  std::string_view rest = value.text;
  while (!rest.empty()) {
    const std::string_view item = ascii::trimmed(ascii::take_until(rest, ','));
    if (!item.empty()) items.push_back({std::string(item), value.offset});
  }
}

bool is_variable(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

void check_host(const Item& item, Findings& findings) {
  if (const auto pattern = HostPattern::parse(item.text); !pattern) {
    findings.error({item.offset, "invalid-host",
                    fmt::format("{} cannot be a host of `net`", quoted(item.text)),
                    pattern.error().hint});
  }
}

void check_variable(const Item& item, Findings& findings) {
  if (is_variable(item.text)) return;
  findings.error({item.offset, "invalid-variable",
                  fmt::format("{} cannot name an environment variable", quoted(item.text)),
                  "use letters, digits and _, no digit first: HOME, MY_TOKEN"});
}

void check_path(const Item& item, Findings& findings) {
  if (item.text.find_first_of("*?") == std::string::npos) return;
  findings.error({item.offset, "invalid-path", fmt::format("{} has a wildcard", quoted(item.text)),
                  "name the directory: everything below it is meant"});
}

void check_nothing(const Item&, Findings&) {}

List read_list(const YamlValue& map, std::string_view key, Findings& findings,
               void (*check)(const Item&, Findings&)) {
  const YamlValue* const value = map.find(key);
  if (!value || value->kind == YamlKind::null) return std::nullopt;
  std::vector<Item> items;
  const auto wrong = [&](const YamlValue& at) {
    findings.error({at.offset, "wrong-type",
                    fmt::format("`{}` must be a list of texts, not {}", key, noun_of(at.kind)),
                    fmt::format("write {}: [a, b], or {}: [] for none at all", key, key)});
  };
  if (value->kind == YamlKind::text) {
    add_items(*value, items);
  } else if (value->kind == YamlKind::list) {
    for (const YamlValue& item : value->items) {
      item.kind == YamlKind::text ? add_items(item, items) : wrong(item);
    }
  } else {
    wrong(*value);
  }
  std::vector<std::string> texts;
  for (Item& item : items) {
    check(item, findings);
    texts.push_back(std::move(item.text));
  }
  return texts;
}

}  // namespace

Capabilities read_capabilities(const YamlValue& map, Findings& findings) {
  constexpr std::array<std::string_view, 5> kKeys = {"net", "secrets", "read", "write", "env"};
  Capabilities out;
  out.net = read_list(map, "net", findings, &check_host);
  out.secrets = read_list(map, "secrets", findings, &check_nothing);
  out.read = read_list(map, "read", findings, &check_path);
  out.write = read_list(map, "write", findings, &check_path);
  out.env = read_list(map, "env", findings, &check_variable);
  for (const YamlKey& key : map.keys) {
    if (std::ranges::find(kKeys, key.text) == kKeys.end()) out.informational.push_back(key.text);
  }
  return out;
}

}  // namespace tntc::spec
