#pragma once

#include <string>

#include "base/duration.h"

namespace tntc::ui {

// A measured time for people, two or three digits: "12ms", "1.4s", "2m05s", "3h20m". For the exact
// spelling that can be read back see base/duration.
std::string elapsed(Milliseconds duration);

}  // namespace tntc::ui
