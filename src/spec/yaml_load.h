#pragma once

#include <optional>

#include "spec/findings.h"
#include "spec/yaml_tree.h"

namespace tntc::spec {

// Reads the one document of the source, which has passed check_bytes. Nothing when it cannot be
// read as YAML; the reason is then the last of `findings`. Bounded whatever the text is: nesting,
// and what aliases may expand to.
std::optional<YamlValue> load_yaml(Findings& findings);

}  // namespace tntc::spec
