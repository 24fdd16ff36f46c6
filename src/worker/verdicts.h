#pragma once

#include <cstdint>
#include <span>

#include "ipc/message.h"
#include "runtime/js/brake.h"

namespace tntc::worker {

// What the supervisor sees of a slot at one moment. Times in ns of CLOCK_MONOTONIC.
struct SlotView {
  ipc::RunNumber run = 0;                              // 0: idle
  std::int64_t entered_at = 0;                         // into script; 0: not in script
  std::int64_t deadline = 0;                           // of that script
  runtime::js::Stop wanted = runtime::js::Stop::none;  // already asked to stop, and why
  std::int64_t stop_asked_at = 0;                      // when wanted was set by us
  std::int64_t grown = 0;                              // bytes
  bool entered = false;                                // script at some time since the last look
};

// Script that goes on this long after it should have ended cannot be interrupted.
inline constexpr std::int64_t kStuckAfter = 100'000'000;

// No `leave` has followed: neither the limit callback nor the request to stop has any effect.
bool is_stuck(const SlotView& slot, std::int64_t now);

// Spreads what the process has grown since the last look over the slots that were in script
// meanwhile; shrinking is credited to all, never below zero. `grown` of each is updated.
void share_growth(std::span<SlotView> slots, std::int64_t growth);

// The slot to be stopped because its run has grown over `limit`; -1 when there is none. It may be
// outside script: code that keeps a little more at each turn is never inside for long.
int over_limit(std::span<const SlotView> slots, std::int64_t limit);

}  // namespace tntc::worker
