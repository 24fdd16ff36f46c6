#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "worker/slot.h"

namespace tntc::worker {

// The slots of a worker. Exactly one leads and reads the runs' socket, unless all are busy: then
// the next that becomes idle does. The most recently used idle slot leads next, so that few VMs
// stay warm and the others can be given back.
class Pool {
 public:
  // `wake` is called when a run starts, from the slot's thread; it must be cheap.
  Pool(const Shared& shared, std::function<void()> wake);
  ~Pool();

  Result<void> start_first();

  // From slots.
  bool leads(const Slot& slot) const { return leader_.load(std::memory_order_acquire) == &slot; }
  void hand_over(Slot& from);
  void idle(Slot& slot);
  void wake_supervisor() { wake_(); }
  // Runs that arrived in one packet with one that was taken, in their order; only the leader takes.
  void keep_waiting(std::vector<std::string> runs);
  bool take_waiting(std::string& run);
  bool has_waiting() const { return waiting_count_.load(std::memory_order_acquire) > 0; }

  // From the supervisor.
  // The leader is kept busy by script while runs wait in the socket: another leads.
  void depose_leader();
  Slot* leader() const { return leader_.load(std::memory_order_acquire); }
  // Slots are only removed by trim, on the supervisor's thread.
  std::vector<Slot*> slots();
  std::size_t busy();
  // Ends slots that nobody needed for `unused`, but not the last two.
  void trim(std::chrono::steady_clock::duration unused);

 private:
  struct Idle {
    Slot* slot;
    std::chrono::steady_clock::time_point since;
  };

  void choose_leader();  // mutex_ held, leader_ is null

  const Shared& shared_;
  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Slot>> slots_;  // guarded by mutex_
  std::vector<Idle> idle_;                    // guarded by mutex_, most recent last
  std::atomic<Slot*> leader_{nullptr};        // written under mutex_
  std::deque<std::string> waiting_;           // guarded by mutex_
  std::atomic<std::size_t> waiting_count_{0};
};

}  // namespace tntc::worker
