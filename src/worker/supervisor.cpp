#include "worker/supervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>
#include <variant>

namespace tntc::worker {
namespace {

using runtime::js::monotonic_ns;
using runtime::js::Stop;

constexpr std::int64_t kMs = 1'000'000;
// While runs are going on. A loop that fills memory makes some 10 MB in this time.
constexpr int kLookMs = 5;
// Script that keeps the leader longer than this while runs wait gives up the lead.
constexpr std::int64_t kLeadFor = 10 * kMs;
constexpr std::int64_t kBeatEvery = 50 * kMs;
// How long it goes on looking after the last run; sleeping costs the next run a wake-up.
constexpr std::int64_t kStayAwake = 200 * kMs;
constexpr int kIdleLookMs = 1000;
// Without runs for this long the worker gives memory back; its VMs have collected soon after.
constexpr std::int64_t kRestAfter = 1'000 * kMs;
constexpr int kCollectMs = 300;
// Numbers grow, so these are the newest; far more than a worker has runs.
constexpr std::size_t kCancelledKept = 4096;
constexpr std::size_t kEarlyEventsKept = 4096;
constexpr auto kUnused = std::chrono::seconds(1);

}  // namespace

Supervisor::Supervisor(const Shared& shared, MemoryWatch memory, io::Fd wakeup)
    : shared_(shared),
      memory_(std::move(memory)),
      wakeup_(std::move(wakeup)),
      pool_(shared, [this] { wake(); }) {}

Result<std::unique_ptr<Supervisor>> Supervisor::make(const Shared& shared, MemoryWatch memory) {
  io::Fd wakeup(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wakeup) return fail_errno("making an eventfd", errno);
  return std::unique_ptr<Supervisor>(new Supervisor(shared, std::move(memory), std::move(wakeup)));
}

void Supervisor::wake() {
  if (!asleep_.load(std::memory_order_acquire)) return;
  if (!asleep_.exchange(false)) return;
  const std::uint64_t one = 1;
  // Full only when it is readable already.
  [[maybe_unused]] const auto written = ::write(wakeup_.get(), &one, sizeof one);
}

Result<void> Supervisor::serve(const ipc::Ready& ready) {
  TNTC_CHECK(pool_.start_first());
  TNTC_CHECK(shared_.control.send_waiting(ready));
  last_active_ = monotonic_ns();
  for (;;) {
    const bool awake = monotonic_ns() - last_active_ < kStayAwake;
    if (!awake) asleep_.store(true, std::memory_order_release);
    // A run that began between the last look and going to sleep has not woken us.
    const bool sleep = !awake && pool_.busy() == 0;
    pollfd ready_fds[] = {{shared_.control.fd(), POLLIN, 0}, {wakeup_.get(), POLLIN, 0}};
    ::poll(ready_fds, 2, patience(sleep));
    asleep_.store(false, std::memory_order_release);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto drained = ::read(wakeup_.get(), &count, sizeof count);
    if (!take_orders()) return {};
    look();
  }
}

bool Supervisor::take_orders() {
  for (;;) {
    const auto incoming = shared_.control.receive(inbox_);
    if (!incoming || incoming->arrival == ipc::Arrival::closed) return false;
    if (incoming->arrival == ipc::Arrival::nothing_yet) return true;
    if (std::holds_alternative<ipc::Quit>(*incoming->message)) return false;
    if (const auto* kept = std::get_if<ipc::Recorded>(&*incoming->message)) {
      for (Slot* slot : pool_.slots()) {
        if (slot->run() == kept->run) slot->recorded(*kept);
      }
      continue;
    }
    if (const auto* event = std::get_if<ipc::EventCame>(&*incoming->message)) {
      take_event(*event);
      continue;
    }
    if (const auto* park = std::get_if<ipc::ParkRun>(&*incoming->message)) {
      for (Slot* slot : pool_.slots()) {
        if (slot->run() == park->run) slot->park(park->run);
      }
      continue;
    }
    const auto* order = std::get_if<ipc::CancelRun>(&*incoming->message);
    if (order == nullptr) continue;
    cancelled_.insert(order->run);
    if (cancelled_.size() > kCancelledKept) cancelled_.erase(cancelled_.begin());
  }
}

// Its run may be on its way to a slot still.
void Supervisor::take_event(const ipc::EventCame& event) {
  const std::vector<Slot*> slots = pool_.slots();
  look_at_early_events(slots);  // an earlier one comes before it
  for (Slot* slot : slots) {
    if (slot->run() == event.run) return slot->event_came(event);
  }
  early_events_.push_back(
      {event.run, event.index, std::string(event.name), std::string(event.payload)});
  if (early_events_.size() > kEarlyEventsKept) early_events_.pop_front();
}

void Supervisor::look_at_early_events(const std::vector<Slot*>& slots) {
  std::erase_if(early_events_, [&slots](const EarlyEvent& event) {
    const auto slot = std::ranges::find(slots, event.run, &Slot::run);
    if (slot == slots.end()) return false;
    (*slot)->event_came({event.run, event.index, event.name, event.payload});
    return true;
  });
}

// Again at every look: script that was entered since the last one is to end too.
void Supervisor::look_at_cancelled(const std::vector<Slot*>& slots, std::int64_t now) {
  if (cancelled_.empty()) return;
  for (Slot* slot : slots) {
    const ipc::RunNumber run = slot->run();
    if (!cancelled_.contains(run)) continue;
    if (slot->brake().wanted() == Stop::none) slot->stop_asked_at = now;
    slot->cancel(run);
  }
}

void Supervisor::look() {
  const std::int64_t now = monotonic_ns();
  const std::vector<Slot*> slots = pool_.slots();
  look_at_cancelled(slots, now);
  look_at_early_events(slots);
  std::vector<SlotView> views(slots.size());
  bool any = false;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const runtime::js::Brake& brake = slots[i]->brake();
    SlotView& view = views[i];
    view.run = slots[i]->run();
    view.entered_at = brake.entered_at();
    view.deadline = brake.deadline();
    view.wanted = brake.wanted();
    view.stop_asked_at = slots[i]->stop_asked_at;
    if (slots[i]->grown_for != view.run) {
      slots[i]->grown_for = view.run;
      slots[i]->grown_bytes = 0;
    }
    view.grown = slots[i]->grown_bytes;
    view.entered = brake.entries() != slots[i]->entries_seen;
    slots[i]->entries_seen = brake.entries();
    any = any || view.run != 0;
  }
  if (any) {
    last_active_ = now;
    rest_ = Rest::none;
  }
  look_at_memory(views, slots, now);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!is_stuck(views[i], now)) continue;
    slots[i]->logs().flush();
    if (slots[i]->abandon(views[i].entered_at, views[i].wanted)) {
      slots[i]->outbox().flush();
      // Not delivered means that the service is gone, and the next look at its channel ends us.
      (void)shared_.control.send_waiting(ipc::Condemned{});
    }
  }
  look_at_leader(now);
  for (Slot* slot : slots) {
    slot->logs().flush();
    slot->outbox().flush();
  }
  if (now - last_beat_ >= kBeatEvery) beat(now);
  pool_.trim(kUnused);
  rest(now);
}

void Supervisor::look_at_memory(std::vector<SlotView>& views, const std::vector<Slot*>& slots,
                                std::int64_t now) {
  const Memory memory = memory_.read();
  share_growth(views, memory.resident - last_memory_.resident);
  last_memory_ = memory;
  set_data_headroom(memory, shared_.limits.heap_per_run + (shared_.limits.heap_per_run >> 2));
  const int greedy = over_limit(views, static_cast<std::int64_t>(shared_.limits.heap_per_run));
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i]->grown_bytes = views[i].grown;
  if (greedy < 0) return;
  Slot& slot = *slots[static_cast<std::size_t>(greedy)];
  slot.stop_asked_at = now;
  slot.stop_for_memory(views[static_cast<std::size_t>(greedy)].run);
}

void Supervisor::look_at_leader(std::int64_t now) {
  Slot* leader = pool_.leader();
  if (leader == nullptr) return;
  const std::int64_t entered_at = leader->brake().entered_at();
  if (entered_at == 0 || now - entered_at < kLeadFor) return;
  pollfd waiting{shared_.runs.fd(), POLLIN, 0};
  if (pool_.has_waiting() || ::poll(&waiting, 1, 0) == 1) pool_.depose_leader();
}

// Milliseconds until the next look; -1: until somebody wakes us.
int Supervisor::patience(bool sleep) {
  if (!sleep) return kLookMs;
  if (rest_ == Rest::none) {
    const std::int64_t left = last_active_ + kRestAfter - monotonic_ns();
    return left <= 0 ? 0 : static_cast<int>(left / kMs) + 1;
  }
  if (rest_ == Rest::collecting) return kCollectMs;
  return pool_.slots().size() > 2 ? kIdleLookMs : -1;
}

void Supervisor::rest(std::int64_t now) {
  if (pool_.busy() != 0 || now - last_active_ < kRestAfter) return;
  if (rest_ == Rest::none) {
    for (Slot* slot : pool_.slots()) slot->rest();
    rest_ = Rest::collecting;
  } else if (rest_ == Rest::collecting && now - last_active_ >= kRestAfter + kCollectMs * kMs) {
    release_unused_pages();
    rest_ = Rest::complete;
  }
}

void Supervisor::beat(std::int64_t now) {
  last_beat_ = now;
  // A full queue means that the service is late, not we; the next beat will do.
  (void)shared_.control.send(ipc::Heartbeat{static_cast<std::uint32_t>(pool_.slots().size()),
                                            static_cast<std::uint64_t>(last_memory_.resident)});
}

}  // namespace tntc::worker
