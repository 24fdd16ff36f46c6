#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "secrets/tree.h"

namespace tntc::secrets {

// Reads the text of a `.secrets.yaml`: a mapping of services. Scalars inside a service have the
// types of YAML 1.2; a service that is a scalar is text as it is written. A file without content is
// an empty map. `invalid` with the place in `file`; no message repeats a value.
Result<Tree> read_yaml(std::string_view text, const std::string& file);

}  // namespace tntc::secrets
