#include "io/timer_queue.h"

#include <utility>

namespace tntc::io {

TimerId TimerQueue::add(TimePoint at, Callback callback) {
  const TimerId id(at, ++last_sequence_);
  timers_.emplace(id, std::move(callback));
  return id;
}

bool TimerQueue::cancel(TimerId id) {
  return timers_.erase(id) != 0;
}

std::optional<TimePoint> TimerQueue::next() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.at_;
}

TimerQueue::Callback TimerQueue::take_due(TimePoint now, std::uint64_t mark) {
  if (timers_.empty()) return {};
  const auto first = timers_.begin();
  if (first->first.at_ > now || first->first.sequence_ > mark) return {};
  Callback callback = std::move(first->second);
  timers_.erase(first);
  return callback;
}

}  // namespace tntc::io
