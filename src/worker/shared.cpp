#include "worker/shared.h"

#include <ctime>

namespace tntc::worker {

std::int64_t epoch_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

}  // namespace tntc::worker
