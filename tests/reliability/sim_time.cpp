#include "tests/reliability/sim_time.h"

#include <sys/random.h>
#include <sys/time.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace tntc::reliability {

SimTime& sim() {
  static SimTime one;
  return one;
}

void SimTime::begin(std::uint64_t seed) {
  events_.clear();
  now_ = 0;
  next_ = 0;
  random_.seed(seed);
}

void SimTime::after(std::int64_t delay, std::function<void()> act) {
  events_.emplace(std::pair(now_ + std::max<std::int64_t>(0, delay), next_++), std::move(act));
}

void SimTime::advance(std::int64_t most) {
  const std::int64_t until = now_ + most;
  now_ = events_.empty() ? until : std::clamp(events_.begin()->first.first, now_, until);
  while (!events_.empty() && events_.begin()->first.first <= now_) {
    const auto act = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    act();
  }
}

}  // namespace tntc::reliability

// In place of the C library's. A real second long ago, so that nothing is negative.
extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t base = clock == CLOCK_REALTIME ? 1'700'000'000 * kSecond : 1000 * kSecond;
  const std::int64_t now = base + tntc::reliability::sim().now();
  time->tv_sec = now / kSecond;
  time->tv_nsec = now % kSecond;
  return 0;
}

int gettimeofday(timeval* time, void*) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

ssize_t getrandom(void* bytes, size_t size, unsigned int) {
  auto* out = static_cast<unsigned char*>(bytes);
  for (size_t i = 0; i < size; ++i) {
    out[i] = static_cast<unsigned char>(tntc::reliability::sim().random()());
  }
  return static_cast<ssize_t>(size);
}

// Asio then asks the clock which of its timers are due.
int timerfd_create(int, int) noexcept {
  errno = EINVAL;
  return -1;
}
}
