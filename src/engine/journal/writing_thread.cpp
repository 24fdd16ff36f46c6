#include "engine/journal/writing_thread.h"

#include <chrono>
#include <utility>

namespace tntc::engine::journal {

WritingThread::WritingThread(std::function<Pause()> turn)
    : turn_(std::move(turn)), thread_([this] { work(); }) {}

WritingThread::~WritingThread() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  change_.notify_one();
  thread_.join();
}

void WritingThread::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  change_.notify_one();
}

void WritingThread::work() {
  Pause pause;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto come = [&] { return stopping_ || (woken_ && pause.can_be_woken); };
      if (pause.most) {
        change_.wait_for(lock, std::chrono::milliseconds(pause.most->count()), come);
      } else {
        change_.wait(lock, come);
      }
      if (stopping_) return;
      woken_ = false;
    }
    pause = turn_();
  }
}

}  // namespace tntc::engine::journal
