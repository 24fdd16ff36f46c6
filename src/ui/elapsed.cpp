#include "ui/elapsed.h"

#include <fmt/format.h>

namespace tntc::ui {

std::string elapsed(Milliseconds duration) {
  const auto ms = duration.count() < 0 ? 0 : duration.count();
  if (ms < 1000) return fmt::format("{}ms", ms);
  if (ms < 59'950) return fmt::format("{:.1f}s", static_cast<double>(ms) / 1000);
  const auto seconds = (ms + 500) / 1000;
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m", seconds / 3600, seconds % 3600 / 60);
}

}  // namespace tntc::ui
