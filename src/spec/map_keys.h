#pragma once

#include "spec/findings.h"
#include "spec/yaml_tree.h"

namespace tntc::spec {

// Makes a map just read fit the promise of YamlValue: reports keys given twice (the first stays)
// and replaces a merge key (`<<: *base`) by the entries of its mappings that the map does not have.
void settle_keys(YamlValue& map, Findings& findings);

}  // namespace tntc::spec
