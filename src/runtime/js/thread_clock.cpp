#include "runtime/js/thread_clock.h"

#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include "runtime/js/script_clock.h"

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
  if (clock == CLOCK_REALTIME) {
    if (const auto* script = tntc::runtime::js::script_clock()) return script->tell(*time);
  }
  const clockid_t asked = clock == CLOCK_THREAD_CPUTIME_ID ? CLOCK_MONOTONIC : clock;
  return tntc::runtime::js::real_clock_gettime()(asked, time);
}

// JavaScriptCore and ICU ask it for the time of day.
extern "C" int gettimeofday(timeval* time, void*) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}
