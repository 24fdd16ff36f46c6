#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

#include "ipc/message.h"

namespace tntc::worker {

// Where a slot's thread, inside script, waits for the service to have kept what its run has told.
class Barrier {
 public:
  // `takes_long` is called on the waiting thread, once per wait, when it does.
  explicit Barrier(std::function<void()> takes_long) : takes_long_(std::move(takes_long)) {}

  // From the slot's thread: what it waits for next; before it asks the service.
  void expect(ipc::RunNumber run, std::uint32_t step) {
    const std::scoped_lock lock(mutex_);
    run_ = run;
    step_ = step;
    reached_ = false;
  }
  // False: it is given up, the run is to end.
  bool wait() {
    const auto over = [this] { return reached_ || closed_ || ended_ == run_; };
    std::unique_lock lock(mutex_);
    if (!change_.wait_for(lock, kUsual, over)) {
      lock.unlock();
      takes_long_();
      lock.lock();
      change_.wait(lock, over);
    }
    return reached_;
  }

  // From any thread.
  void reach(ipc::RunNumber run, std::uint32_t step) {
    {
      const std::scoped_lock lock(mutex_);
      if (run != run_ || step != step_) return;
      reached_ = true;
    }
    change_.notify_one();
  }
  void give_up(ipc::RunNumber run) {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = run;
    }
    change_.notify_one();
  }
  void close() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    change_.notify_one();
  }

 private:
  // A disk has synced by then.
  static constexpr auto kUsual = std::chrono::milliseconds(2);

  std::function<void()> takes_long_;
  std::mutex mutex_;
  std::condition_variable change_;
  ipc::RunNumber run_ = 0;
  std::uint32_t step_ = 0;
  bool reached_ = false;
  ipc::RunNumber ended_ = 0;  // the run that was given up last; numbers are never used again
  bool closed_ = false;
};

}  // namespace tntc::worker
