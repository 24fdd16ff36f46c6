#pragma once

#include <optional>

#include "spec/findings.h"
#include "spec/yaml_tree.h"

namespace tntc::config {

// The document of a config.yaml. A file without one, be it empty or all comment, is an empty
// mapping. Nothing when it cannot be read; the reason is then among `findings`.
std::optional<spec::YamlValue> load_tree(spec::Findings& findings);

}  // namespace tntc::config
