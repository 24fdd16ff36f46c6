#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tntc::engine::history {

// A thread for whoever may not wait for the disk: what is asked of it is done there, one after the
// other. It is started by the first question; when this goes, what has not begun is dropped and
// what has is waited for.
class Reader {
 public:
  Reader() = default;
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void ask(std::function<void()> question);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> questions_;  // guarded by mutex_
  bool stopping_ = false;                        // guarded by mutex_
  std::thread thread_;
};

}  // namespace tntc::engine::history
