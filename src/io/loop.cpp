#include "io/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "base/assert.h"

namespace tntc::io {
namespace {

// Events fetched by one system call; more wait for the next turn.
constexpr std::size_t kBatch = 64;

// The generation tells an event of a watch that is gone from one of its successor on the same
// descriptor.
std::uint64_t make_tag(int fd, std::uint32_t generation) {
  return (static_cast<std::uint64_t>(generation) << 32) | static_cast<std::uint32_t>(fd);
}

int fd_of(std::uint64_t tag) {
  return static_cast<int>(tag & 0xffffffffu);
}

std::uint32_t generation_of(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32);
}

// Rounded up: waking before the deadline would turn the loop for nothing.
int to_milliseconds(Duration duration) {
  using std::chrono::milliseconds;
  const auto rounded = std::chrono::ceil<milliseconds>(duration).count();
  return static_cast<int>(std::clamp<milliseconds::rep>(rounded, 0, INT_MAX));
}

}  // namespace

Result<std::unique_ptr<Loop>> Loop::make(Now now) {
  Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return fail_errno("making an event loop", errno);
  Fd wakeup(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wakeup) return fail_errno("making an event loop", errno);
  std::unique_ptr<Loop> loop(new Loop(std::move(epoll), std::move(wakeup), std::move(now)));
  TNTC_CHECK(loop->watch(loop->wakeup_.get(), EPOLLIN,
                         [self = loop.get()](std::uint32_t) { self->run_posts(); }));
  return loop;
}

Loop::Loop(Fd epoll, Fd wakeup, Now now)
    : epoll_(std::move(epoll)), wakeup_(std::move(wakeup)), now_(std::move(now)) {}

Loop::~Loop() {
  TNTC_ASSERT(!turning_);
}

Loop::Watch* Loop::active_watch(int fd) {
  if (fd < 0 || static_cast<std::size_t>(fd) >= watches_.size()) return nullptr;
  Watch& watch = watches_[static_cast<std::size_t>(fd)];
  return watch.active ? &watch : nullptr;
}

Result<void> Loop::watch(int fd, std::uint32_t events, WatchCallback callback) {
  if (fd < 0) return fail(ErrorKind::invalid, "watching a descriptor: it is not open");
  if (active_watch(fd) != nullptr)
    return fail(ErrorKind::conflict, "watching a descriptor: it is watched already");
  const auto index = static_cast<std::size_t>(fd);
  if (watches_.size() <= index) watches_.resize(index + 1);
  Watch& watch = watches_[index];

  epoll_event event{};
  event.events = events;
  event.data.u64 = make_tag(fd, watch.generation + 1);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) < 0)
    return fail_errno("watching a descriptor", errno);
  ++watch.generation;
  watch.active = true;
  watch.callback = std::move(callback);
  return {};
}

Result<void> Loop::change(int fd, std::uint32_t events) {
  const Watch* watch = active_watch(fd);
  if (watch == nullptr)
    return fail(ErrorKind::not_found, "changing a watch: the descriptor is not watched");
  epoll_event event{};
  event.events = events;
  event.data.u64 = make_tag(fd, watch->generation);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) < 0)
    return fail_errno("changing a watch", errno);
  return {};
}

void Loop::unwatch(int fd) {
  Watch* watch = active_watch(fd);
  if (watch == nullptr) return;
  // Fails only for a descriptor closed by its owner, which has left epoll by that.
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  watch->active = false;
  watch->callback = nullptr;
}

TimerId Loop::after(Duration delay, Callback callback) {
  const TimePoint start = now_();
  const Duration room = TimePoint::max() - start;
  const Duration bounded = std::clamp(delay, Duration::zero(), room);
  return timers_.add(start + bounded, std::move(callback));
}

void Loop::post(Callback callback) {
  bool first = false;
  {
    const std::lock_guard lock(posts_mutex_);
    first = posts_.empty();
    posts_.push_back(std::move(callback));
  }
  if (!first) return;  // whoever posted the first one has woken the loop
  const std::uint64_t one = 1;
  TNTC_ASSERT(::write(wakeup_.get(), &one, sizeof one) == sizeof one);
}

void Loop::run_posts() {
  std::uint64_t count = 0;
  // Empty only when the loop was woken twice for one batch.
  const ssize_t size = ::read(wakeup_.get(), &count, sizeof count);
  TNTC_ASSERT(size == sizeof count || errno == EAGAIN);
  std::vector<Callback> batch;
  {
    const std::lock_guard lock(posts_mutex_);
    batch.swap(posts_);
  }
  for (const Callback& callback : batch) callback();
  callbacks_run_ += batch.size();
}

bool Loop::dispatch(std::uint64_t tag, std::uint32_t events) {
  const int fd = fd_of(tag);
  Watch* watch = active_watch(fd);
  if (watch == nullptr || watch->generation != generation_of(tag)) return false;
  // Outside the table while it runs: it may unwatch itself, and watches_ may move.
  WatchCallback callback = std::exchange(watch->callback, nullptr);
  callback(events);
  watch = active_watch(fd);
  if (watch != nullptr && watch->generation == generation_of(tag))
    watch->callback = std::move(callback);
  return fd != wakeup_.get();
}

std::size_t Loop::run_timers() {
  if (timers_.size() == 0) return 0;
  const TimePoint time = now_();
  const auto mark = timers_.mark();
  std::size_t count = 0;
  while (const Callback callback = timers_.take_due(time, mark)) {
    callback();
    ++count;
  }
  return count;
}

int Loop::wait_milliseconds(std::optional<Duration> timeout) const {
  const auto next = timers_.next();
  if (!next) return timeout ? to_milliseconds(*timeout) : -1;
  const int until_timer = to_milliseconds(*next - now_());
  return timeout ? std::min(until_timer, to_milliseconds(*timeout)) : until_timer;
}

std::size_t Loop::run_once(std::optional<Duration> timeout) {
  TNTC_ASSERT(!turning_);
  turning_ = true;
  callbacks_run_ = 0;
  std::array<epoll_event, kBatch> events;
  const int ready = ::epoll_wait(epoll_.get(), events.data(), kBatch, wait_milliseconds(timeout));
  TNTC_ASSERT(ready >= 0 || errno == EINTR);
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (dispatch(event.data.u64, event.events)) ++callbacks_run_;
  }
  callbacks_run_ += run_timers();
  turning_ = false;
  return callbacks_run_;
}

void Loop::run() {
  while (!stopping_) run_once();
  stopping_ = false;
}

}  // namespace tntc::io
