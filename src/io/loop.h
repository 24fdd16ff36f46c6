#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "io/fd.h"
#include "io/timer_queue.h"

namespace tntc::io {

// One thread's event loop over epoll. Everything but `post` is called on that thread, callbacks run
// on it, one at a time, and may add and remove any watch or timer, their own too. Which descriptors
// are in the loop is up to the caller at every moment: a socket shared by threads is watched by the
// one that leads. An idle loop sleeps in one system call.
class Loop {
 public:
  using Callback = std::function<void()>;
  using WatchCallback = std::function<void(std::uint32_t events)>;  // EPOLLIN, EPOLLOUT, …
  using Now = std::function<TimePoint()>;

  static Result<std::unique_ptr<Loop>> make(Now now = &std::chrono::steady_clock::now);

  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  // Forgets watches, timers and posts without calling them. Not from inside a callback.
  ~Loop();

  // Calls back whenever one of `events` (epoll flags) holds; errors and hang-ups are always told.
  // A descriptor has one watch at most; it stays the caller's and is unwatched before it is closed.
  Result<void> watch(int fd, std::uint32_t events, WatchCallback callback);
  Result<void> change(int fd, std::uint32_t events);
  // No call follows, not even for an event already fetched. Unwatched descriptors are ignored.
  void unwatch(int fd);

  // Calls back once, never before `delay` has passed and at most about a millisecond later than the
  // machine allows. A zero or negative delay is the next turn of the loop, not now.
  TimerId after(Duration delay, Callback callback);
  // False when it has fired or was cancelled before.
  bool cancel(TimerId id) { return timers_.cancel(id); }
  TimePoint now() const { return now_(); }

  // From any thread: calls back on the loop's thread, in the order of posting. The loop must
  // outlive the call.
  void post(Callback callback);

  // Waits until something happens, for `timeout` at most (nothing: for ever), and runs what is due
  // then, once. Gives the number of callbacks run. Not from inside a callback.
  std::size_t run_once(std::optional<Duration> timeout = std::nullopt);

  // Turns until stop(). A stop() before run() makes it return at once.
  void run();
  void stop() { stopping_ = true; }

 private:
  struct Watch {
    WatchCallback callback;  // moved out while it runs
    std::uint32_t generation = 0;
    bool active = false;
  };

  Loop(Fd epoll, Fd wakeup, Now now);
  int wait_milliseconds(std::optional<Duration> timeout) const;
  bool dispatch(std::uint64_t tag, std::uint32_t events);
  std::size_t run_timers();
  void run_posts();
  Watch* active_watch(int fd);

  Fd epoll_;
  Fd wakeup_;  // eventfd: readable while posts_ may hold something
  Now now_;
  std::vector<Watch> watches_;  // by descriptor
  TimerQueue timers_;
  std::size_t callbacks_run_ = 0;  // in this turn
  bool turning_ = false;
  bool stopping_ = false;

  std::mutex posts_mutex_;
  std::vector<Callback> posts_;  // guarded by posts_mutex_
};

}  // namespace tntc::io
