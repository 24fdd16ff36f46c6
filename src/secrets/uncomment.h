#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::secrets {

// A `.secrets.yaml` made of an example in which the entries are comments: lines that are entries
// lose their `#`, prose keeps it, and an entry that cannot be made valid stays a comment. Whatever
// is returned can be read by read_yaml. `invalid`, with the place in `file`, for bytes that YAML
// forbids even in comments.
Result<std::string> uncomment(std::string_view example, const std::string& file);

}  // namespace tntc::secrets
