#pragma once

#include <string>
#include <string_view>

#include "spec/findings.h"
#include "spec/yaml_tree.h"

namespace tntc::spec {

// The types of the core schema of YAML 1.2 (section 10.3.2).
enum class CoreType { null, boolean, integer, real, text };

CoreType core_type(const YamlValue& scalar);

// Compact JSON. Integers keep their digits, whatever their size; hexadecimal and octal become
// decimal. Keys keep the order of the file. What JSON has no spelling for (.inf, .nan) is reported
// and written as null.
std::string to_json(const YamlValue& value, Findings& findings);

}  // namespace tntc::spec
