#pragma once

#include <ctime>

#include <cstdint>

namespace tntc::runtime::js {

// The time that script of this thread sees while a clock is set: Date and Intl (which ask libc for
// the time of day, see thread_clock.h), the epoch and performance.now(). Deadlines and logs of the
// worker keep the real time.
struct ScriptClock {
  std::int64_t epoch_ns = 0;    // the present, since the Unix epoch
  std::int64_t elapsed_ns = 0;  // what performance.now() says

  int tell(timespec& time) const {
    constexpr std::int64_t kSecond = 1'000'000'000;
    std::int64_t seconds = epoch_ns / kSecond;
    if (epoch_ns % kSecond < 0) --seconds;
    time.tv_sec = seconds;
    time.tv_nsec = epoch_ns - seconds * kSecond;
    return 0;
  }
};

// Of the calling thread; null: the real time. Whoever sets one takes it back before it ends.
void set_script_clock(const ScriptClock* clock);
const ScriptClock* script_clock();

}  // namespace tntc::runtime::js
