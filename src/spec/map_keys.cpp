#include "spec/map_keys.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

namespace tntc::spec {
namespace {

constexpr std::string_view kMergeKey = "<<";
// Up to here comparing every pair is faster than hashing, and most maps are this small.
constexpr std::size_t kSmall = 8;

bool is_merge(const YamlKey& key) {
  return !key.is_quoted && key.text == kMergeKey;
}

bool surely_plain(const YamlValue& map) {
  if (map.keys.size() > kSmall) return false;
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (is_merge(map.keys[i])) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (map.keys[i].text == map.keys[j].text) return false;
    }
  }
  return true;
}

// Takes entries one by one and keeps the first of each key.
class Collector {
 public:
  explicit Collector(std::size_t expected) {
    map_.keys.reserve(expected);
    map_.items.reserve(expected);
    offsets_.reserve(expected);
  }

  // The offset of the key that was there already, or nothing when it was added.
  std::optional<std::uint32_t> add(YamlKey& key, YamlValue& value) {
    const auto [at, is_new] = offsets_.emplace(key.text, key.offset);
    if (!is_new) return at->second;
    map_.keys.push_back(std::move(key));
    map_.items.push_back(std::move(value));
    return std::nullopt;
  }

  void add_all(YamlValue& from) {
    for (std::size_t i = 0; i < from.keys.size(); ++i) add(from.keys[i], from.items[i]);
  }

  YamlValue take() { return std::move(map_); }

 private:
  YamlValue map_;
  std::unordered_map<std::string, std::uint32_t> offsets_;
};

void merge(YamlValue& base, Collector& into, Findings& findings) {
  if (base.kind == YamlKind::map) return into.add_all(base);
  const bool all_maps =
      base.kind == YamlKind::list && std::ranges::all_of(base.items, [](const YamlValue& item) {
        return item.kind == YamlKind::map;
      });
  if (!all_maps) {
    findings.error(
        {base.offset, "invalid-merge",
         fmt::format("`<<` takes a mapping or a list of mappings, not {}", noun_of(base.kind)),
         "write `<<: *name` with the anchor of a mapping, or quote the key: \"<<\""});
    return;
  }
  for (YamlValue& item : base.items) into.add_all(item);
}

void report_twice(const YamlKey& key, std::uint32_t first, Findings& findings) {
  // Looking up the line of the first is not free, and there may be a hundred thousand of these.
  const int line = findings.wants(Severity::error) ? findings.source().position(first).line : 0;
  findings.error({key.offset, "duplicate-key",
                  fmt::format("the key {} is given twice", quoted(key.text)),
                  fmt::format("remove one of them; the first is in line {}", line)});
}

}  // namespace

void settle_keys(YamlValue& map, Findings& findings) {
  if (surely_plain(map)) return;
  Collector own(map.keys.size());
  const YamlKey* merge_key = nullptr;
  YamlValue base;
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    YamlKey& key = map.keys[i];
    if (is_merge(key)) {
      if (merge_key) report_twice(key, merge_key->offset, findings);
      if (!merge_key) base = std::move(map.items[i]);
      merge_key = &key;
    } else if (const auto first = own.add(key, map.items[i])) {
      report_twice(key, *first, findings);
    }
  }
  if (merge_key) merge(base, own, findings);
  YamlValue settled = own.take();
  map.keys = std::move(settled.keys);
  map.items = std::move(settled.items);
}

}  // namespace tntc::spec
