#pragma once

#include <cstdint>
#include <optional>

#include "io/loop.h"
#include "io/timer_queue.h"
#include "runtime/js/script_clock.h"

namespace tntc::worker {

// The time of one test. It stands still while anything happens and jumps to the next timer when
// nothing does, so that a node that sleeps ten seconds is done at once and always sees the same
// times. In a live test it is the real time. On the slot's thread.
class TestTime {
 public:
  enum class Pace { virtual_time, real };

  // Without `now_ms` it begins at the present.
  TestTime(io::Loop& loop, Pace pace, std::optional<std::int64_t> now_ms);
  ~TestTime();
  TestTime(const TestTime&) = delete;
  TestTime& operator=(const TestTime&) = delete;

  io::TimerId after(io::Duration delay, io::Loop::Callback callback);
  void cancel(io::TimerId timer);
  // For script; null in real time.
  const runtime::js::ScriptClock* clock() const { return pace_ == Pace::real ? nullptr : &clock_; }

 private:
  void arm();
  void step();

  io::Loop& loop_;
  Pace pace_;
  io::TimePoint now_{};
  runtime::js::ScriptClock clock_;
  io::TimerQueue timers_;
  std::optional<io::TimerId> turn_;  // the next step
};

}  // namespace tntc::worker
