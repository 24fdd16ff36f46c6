#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/duration.h"

namespace tntc::engine::journal {

// The thread on which a journal writes. It calls `turn` when it was woken, and when the pause that
// the last turn asked for is over. Knows nothing of what a turn does, so that tests can have the
// turns of a journal without a thread.
class WritingThread {
 public:
  struct Pause {
    std::optional<Milliseconds> most = {};  // none: until it is woken
    bool can_be_woken = true;
  };

  explicit WritingThread(std::function<Pause()> turn);
  // The last turn has ended then.
  ~WritingThread();

  // From any thread.
  void wake();

 private:
  void work();

  std::function<Pause()> turn_;
  std::mutex mutex_;
  std::condition_variable change_;
  bool woken_ = false;     // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace tntc::engine::journal
