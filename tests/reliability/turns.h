#pragma once

#include <functional>

#include "engine/journal/writing_thread.h"

namespace tntc::reliability {

// Programs that link turns.cpp have the turns of a journal's writing thread themselves, so that
// everything happens on one thread, in an order of their own. One journal at a time.
struct Turns {
  // Of the journal there is; null when there is none.
  std::function<engine::journal::WritingThread::Pause()> take;
  bool woken = false;             // since the last
  std::function<void()> on_wake;  // kept from journal to journal
};

Turns& turns();

}  // namespace tntc::reliability
