#include "config/load_tree.h"

#include "spec/raw_checks.h"
#include "spec/yaml_load.h"

namespace tntc::config {
namespace {

// Whether every line is blank or a comment: YAML has no document then.
bool holds_nothing(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != line.npos && line[first] != '#') return false;
    text.remove_prefix(line.size() == text.size() ? line.size() : line.size() + 1);
  }
  return true;
}

}  // namespace

std::optional<spec::YamlValue> load_tree(spec::Findings& findings) {
  if (holds_nothing(findings.source().text())) {
    spec::YamlValue empty;
    empty.kind = spec::YamlKind::map;
    return empty;
  }
  if (!spec::check_bytes(findings)) return std::nullopt;
  return spec::load_yaml(findings);
}

}  // namespace tntc::config
