#include "runtime/js/thread_clock.h"

#include <dlfcn.h>
#include <time.h>

namespace tntc::runtime::js {

using ClockGettime = int (*)(clockid_t, timespec*);

ClockGettime real_clock_gettime() {
  static const auto found = reinterpret_cast<ClockGettime>(::dlsym(RTLD_NEXT, "clock_gettime"));
  return found;
}

void use_wall_time_for_limits() {
  real_clock_gettime();
}

}  // namespace tntc::runtime::js

// Stands before libc's in the worker program, which exports it.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const clockid_t asked = clock == CLOCK_THREAD_CPUTIME_ID ? CLOCK_MONOTONIC : clock;
  return tntc::runtime::js::real_clock_gettime()(asked, time);
}
