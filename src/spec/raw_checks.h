#pragma once

#include "spec/findings.h"

namespace tntc::spec {

// What must hold before the bytes may be given to a YAML parser: size, UTF-8, no control
// characters, no absurd nesting. False after adding the first fault found.
bool check_bytes(Findings& findings);

}  // namespace tntc::spec
