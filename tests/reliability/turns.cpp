// Stands in for engine/journal/writing_thread.cpp.
#include "tests/reliability/turns.h"

#include <utility>

namespace tntc::reliability {

Turns& turns() {
  static Turns one;
  return one;
}

}  // namespace tntc::reliability

namespace tntc::engine::journal {

using reliability::turns;

WritingThread::WritingThread(std::function<Pause()> turn) : turn_(std::move(turn)) {
  turns().woken = false;
  turns().take = [this] {
    turns().woken = false;
    return turn_();
  };
}

WritingThread::~WritingThread() {
  turns().take = nullptr;
}

void WritingThread::wake() {
  turns().woken = true;
  if (turns().on_wake) turns().on_wake();
}

}  // namespace tntc::engine::journal
