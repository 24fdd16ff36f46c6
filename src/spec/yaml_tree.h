#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tntc::spec {

enum class YamlKind : std::uint8_t { null, text, list, map };

struct YamlKey {
  std::string text;
  std::uint32_t offset = 0;
  bool is_quoted = false;
};

// A value of a YAML file: aliases expanded, merge keys applied, the keys of a map unique. Scalars
// keep their text as written; core_schema.h says what type a plain one has.
struct YamlValue {
  YamlKind kind = YamlKind::null;
  bool is_quoted = false;        // text only: never a number, a boolean or null
  std::uint32_t offset = 0;      // of its first byte; of its key for an empty value
  std::string text;              // text only
  std::vector<YamlKey> keys;     // map only, in the order of the file
  std::vector<YamlValue> items;  // list, or the values that belong to `keys`

  // The value of a key, or nullptr.
  const YamlValue* find(std::string_view key) const;
};

// "a list", "a mapping", "text", "nothing"
std::string_view noun_of(YamlKind kind);

}  // namespace tntc::spec
