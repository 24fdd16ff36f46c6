#include "worker/test_time.h"

#include <algorithm>
#include <utility>

#include "worker/shared.h"

namespace tntc::worker {

TestTime::TestTime(io::Loop& loop, Pace pace, std::optional<std::int64_t> now_ms)
    : loop_(loop), pace_(pace) {
  clock_.epoch_ns = (now_ms ? *now_ms : epoch_ms()) * 1'000'000;
}

TestTime::~TestTime() {
  if (turn_) loop_.cancel(*turn_);
}

io::TimerId TestTime::after(io::Duration delay, io::Loop::Callback callback) {
  if (pace_ == Pace::real) return loop_.after(delay, std::move(callback));
  const io::TimerId timer =
      timers_.add(now_ + std::max(delay, io::Duration::zero()), std::move(callback));
  arm();
  return timer;
}

void TestTime::cancel(io::TimerId timer) {
  if (pace_ == Pace::real) {
    loop_.cancel(timer);
  } else {
    timers_.cancel(timer);
  }
}

// One timer per turn of the loop: whatever it set going has come to rest before the next.
void TestTime::arm() {
  if (!turn_) turn_ = loop_.after(io::Duration::zero(), [this] { step(); });
}

void TestTime::step() {
  turn_.reset();
  const auto due = timers_.next();
  if (!due) return;
  const io::Duration passed = *due - now_;
  now_ = *due;
  clock_.epoch_ns += std::chrono::nanoseconds(passed).count();
  clock_.elapsed_ns += std::chrono::nanoseconds(passed).count();
  const io::Loop::Callback callback = timers_.take_due(now_, timers_.mark());
  if (timers_.size() > 0) arm();
  if (callback) callback();
}

}  // namespace tntc::worker
