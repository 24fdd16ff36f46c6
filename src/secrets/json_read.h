#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "secrets/tree.h"

namespace tntc::secrets {

// Reads one JSON text. Strict, and stricter in one thing: a key given twice is an error. `invalid`
// with the place in `file`; no message repeats a value.
Result<Tree> read_json(std::string_view text, const std::string& file);

}  // namespace tntc::secrets
