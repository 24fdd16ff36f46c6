#pragma once

#include <atomic>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "io/fd.h"
#include "worker/memory_watch.h"
#include "worker/pool.h"
#include "worker/verdicts.h"

namespace tntc::worker {

// The worker's first thread: never runs script, so it always answers. Takes orders from the control
// channel and looks after the slots: who is stuck, who leads, who eats the memory.
class Supervisor {
 public:
  static Result<std::unique_ptr<Supervisor>> make(const Shared& shared, MemoryWatch memory);

  // Returns when the service says quit or is gone.
  Result<void> serve(const ipc::Ready& ready);

 private:
  Supervisor(const Shared& shared, MemoryWatch memory, io::Fd wakeup);

  void wake();
  bool take_orders();
  void look();
  void look_at_cancelled(const std::vector<Slot*>& slots, std::int64_t now);
  void take_event(const ipc::EventCame& event);
  void look_at_early_events(const std::vector<Slot*>& slots);
  void look_at_memory(std::vector<SlotView>& views, const std::vector<Slot*>& slots,
                      std::int64_t now);
  void look_at_leader(std::int64_t now);
  void beat(std::int64_t now);
  void rest(std::int64_t now);
  int patience(bool sleep);

  const Shared& shared_;
  MemoryWatch memory_;
  io::Fd wakeup_;
  std::atomic<bool> asleep_{false};
  ipc::Inbox inbox_;
  Memory last_memory_;
  // The newest runs that the service does not want any more; one may be here before it is in a
  // slot, because orders come on another channel than runs.
  std::set<ipc::RunNumber> cancelled_;
  // Those of runs that are not in a slot yet, for the same reason; in their order.
  struct EarlyEvent {
    ipc::RunNumber run;
    std::uint32_t index;
    std::string name;
    std::string payload;
  };
  std::deque<EarlyEvent> early_events_;
  std::int64_t last_beat_ = 0;
  std::int64_t last_active_ = 0;
  // After a while without runs memory is given back: first by the VMs, then by the process.
  enum class Rest { none, collecting, complete };
  Rest rest_ = Rest::none;
  Pool pool_;
};

}  // namespace tntc::worker
