#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "spec/findings.h"
#include "spec/yaml_tree.h"

namespace tntc::spec {

// Reads the typed entries of one mapping. A key whose value was left out counts as absent. Every
// fault is reported where it stands; the getters then return nothing.
class Fields {
 public:
  // `what` names the mapping in messages: "node `fetch`". `at` is where its absence of a key shows.
  // Both references outlive this.
  Fields(const YamlValue& map, std::size_t at, std::string what, Findings& findings);

  // Reports, as warnings, the keys that are not among `known`.
  void warn_of_unknown(std::span<const std::string_view> known,
                       std::string_view but_for_prefix = {});

  const YamlValue* find(std::string_view key) const;
  const YamlValue* list(std::string_view key);
  const YamlValue* map(std::string_view key);
  // Any scalar, as written: `version: 1.0` is the text "1.0".
  const YamlValue* text(std::string_view key);
  // As text(), and reports a key that is absent or empty.
  const YamlValue* required_text(std::string_view key, std::string hint);
  // More than zero.
  std::optional<Milliseconds> duration(std::string_view key);
  std::optional<int> integer(std::string_view key, int least, int most);
  std::optional<double> number(std::string_view key, double least, double most);
  // The index in `choices`.
  std::optional<std::size_t> choice(std::string_view key,
                                    std::span<const std::string_view> choices);

  void missing(std::string_view key, std::string hint);

 private:
  const YamlValue* of_kind(std::string_view key, YamlKind kind, std::string hint);
  void wrong_type(const YamlValue& value, std::string_view key, std::string_view wanted,
                  std::string hint);
  void out_of_range(const YamlValue& value, std::string_view key, double least, double most);

  const YamlValue& map_;
  std::size_t at_;
  std::string what_;
  Findings& findings_;
};

}  // namespace tntc::spec
