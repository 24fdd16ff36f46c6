#include "spec/yaml_tree.h"

namespace tntc::spec {

const YamlValue* YamlValue::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

std::string_view noun_of(YamlKind kind) {
  switch (kind) {
    case YamlKind::null: return "nothing";
    case YamlKind::text: return "text";
    case YamlKind::list: return "a list";
    case YamlKind::map: break;
  }
  return "a mapping";
}

}  // namespace tntc::spec
