#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace tntc::io {

using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// Names one timer of one TimerQueue for ever: ids are not used twice. The default value names none.
class TimerId {
 public:
  TimerId() = default;
  explicit operator bool() const { return sequence_ != 0; }
  auto operator<=>(const TimerId&) const = default;

 private:
  friend class TimerQueue;
  TimerId(TimePoint at, std::uint64_t sequence) : at_(at), sequence_(sequence) {}

  TimePoint at_{};
  std::uint64_t sequence_ = 0;  // 0: no timer
};

// What is to happen when, in order of time and, at the same time, of addition. Reads no clock and
// calls nothing: the caller says what time it is and runs what it takes out.
class TimerQueue {
 public:
  using Callback = std::function<void()>;

  TimerId add(TimePoint at, Callback callback);

  // False when the timer was taken or cancelled before.
  bool cancel(TimerId id);

  // When the earliest timer is due; nothing when there is none.
  std::optional<TimePoint> next() const;

  // Later timers than this mark are not part of the pass that began with it: a callback which adds
  // a timer that is due at once cannot keep the pass from ending.
  std::uint64_t mark() const { return last_sequence_; }

  // Removes and gives the earliest timer due at `now` that was added before `mark` was read; an
  // empty callback when there is none.
  Callback take_due(TimePoint now, std::uint64_t mark);

  std::size_t size() const { return timers_.size(); }

 private:
  std::map<TimerId, Callback> timers_;
  std::uint64_t last_sequence_ = 0;
};

}  // namespace tntc::io
