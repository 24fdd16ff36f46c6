#pragma once

#include <string>

#include "base/result.h"
#include "secrets/tree.h"

namespace tntc::secrets {

// What a file of a secrets directory, or of the shared pool, means: a JSON object or array is that,
// anything else is text without the line ends at its end. A file that begins with `{` is meant as
// JSON: broken, it is an error and not text. `invalid` with the place in `file`; bytes that are not
// UTF-8 are refused.
Result<Tree> read_text_file(std::string bytes, const std::string& file);

}  // namespace tntc::secrets
