#pragma once

#include <atomic>
#include <cstdint>

namespace tntc::runtime::js {

// Why script was ended before it returned.
enum class Stop : std::uint8_t { none, deadline, cancelled, memory };

// What other threads may do to a VM, and may know of it: the only state shared with its thread.
// Times are nanoseconds of CLOCK_MONOTONIC; 0 means never.
class Brake {
 public:
  // From the VM's thread, around every entry into script.
  void enter(std::int64_t now, std::int64_t deadline) {
    deadline_.store(deadline, std::memory_order_relaxed);
    // One writer: its own thread.
    entries_.store(entries_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    entered_.store(now, std::memory_order_release);
  }
  void leave() { entered_.store(0, std::memory_order_release); }

  // From any thread. The entry that began at `entered_at` ends at the next look of the time limit,
  // within some milliseconds of its CPU time, unless it is in something that cannot be interrupted.
  // No effect on any other entry, so it cannot hit the wrong run.
  void stop(Stop why, std::int64_t entered_at) {
    why_.store(why, std::memory_order_relaxed);
    stop_entry_.store(entered_at, std::memory_order_release);
  }

  std::int64_t entered_at() const { return entered_.load(std::memory_order_acquire); }
  // How often script was entered.
  std::uint64_t entries() const { return entries_.load(std::memory_order_relaxed); }
  std::int64_t deadline() const { return deadline_.load(std::memory_order_relaxed); }
  // Why the present entry is to end, if anybody asked for it.
  Stop wanted() const {
    const std::int64_t entry = entered_at();
    const bool meant = entry != 0 && stop_entry_.load(std::memory_order_acquire) == entry;
    return meant ? why_.load(std::memory_order_relaxed) : Stop::none;
  }

  // Pure: should script that runs at `now` be ended?
  Stop verdict(std::int64_t now) const {
    if (const Stop why = wanted(); why != Stop::none) return why;
    const std::int64_t end = deadline();
    return end != 0 && now >= end ? Stop::deadline : Stop::none;
  }

 private:
  std::atomic<std::int64_t> entered_{0};
  std::atomic<std::uint64_t> entries_{0};
  std::atomic<std::int64_t> deadline_{0};
  std::atomic<std::int64_t> stop_entry_{0};
  std::atomic<Stop> why_{Stop::none};
};

}  // namespace tntc::runtime::js
