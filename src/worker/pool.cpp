#include "worker/pool.h"

#include <algorithm>
#include <utility>

namespace tntc::worker {
namespace {

// A second idle VM saves its 3 ms when two runs overlap; more are kept only while they are used.
constexpr std::size_t kKept = 2;

}  // namespace

Pool::Pool(const Shared& shared, std::function<void()> wake)
    : shared_(shared), wake_(std::move(wake)) {}

Pool::~Pool() = default;

Result<void> Pool::start_first() {
  TNTC_TRY(std::unique_ptr<Slot> slot, Slot::start(shared_, *this, Slot::Begin::warm));
  // The VM reserves more address space while it comes up than a run may have: nobody bounds memory
  // before.
  slot->wait_until_warm();
  const std::scoped_lock lock(mutex_);
  leader_.store(slot.get(), std::memory_order_release);
  slots_.push_back(std::move(slot));
  slots_.back()->lead();
  return {};
}

void Pool::choose_leader() {
  if (!idle_.empty()) {
    Slot* next = idle_.back().slot;
    idle_.pop_back();
    leader_.store(next, std::memory_order_release);
    next->lead();
    return;
  }
  if (slots_.size() >= static_cast<std::size_t>(shared_.limits.max_slots)) return;
  Result<std::unique_ptr<Slot>> slot = Slot::start(shared_, *this, Slot::Begin::cold);
  if (!slot) return;  // no more threads to be had: the next idle slot leads
  leader_.store(slot->get(), std::memory_order_release);
  slots_.push_back(std::move(*slot));
  slots_.back()->lead();
}

void Pool::hand_over(Slot& from) {
  const std::scoped_lock lock(mutex_);
  if (leader_ != &from) return;
  leader_.store(nullptr, std::memory_order_release);
  choose_leader();
}

void Pool::idle(Slot& slot) {
  const std::scoped_lock lock(mutex_);
  if (leader_ == &slot) return;
  if (leader_ == nullptr) {
    leader_.store(&slot, std::memory_order_release);
    slot.lead();
    return;
  }
  idle_.push_back({&slot, std::chrono::steady_clock::now()});
}

void Pool::keep_waiting(std::vector<std::string> runs) {
  if (runs.empty()) return;
  const std::scoped_lock lock(mutex_);
  for (std::string& run : runs) waiting_.push_back(std::move(run));
  waiting_count_.store(waiting_.size(), std::memory_order_release);
}

bool Pool::take_waiting(std::string& run) {
  if (!has_waiting()) return false;
  const std::scoped_lock lock(mutex_);
  if (waiting_.empty()) return false;
  run = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_count_.store(waiting_.size(), std::memory_order_release);
  return true;
}

void Pool::depose_leader() {
  const std::scoped_lock lock(mutex_);
  if (leader_ == nullptr) return;
  Slot* old = leader_;
  leader_.store(nullptr, std::memory_order_release);
  choose_leader();
  if (leader_ == nullptr) leader_.store(old, std::memory_order_release);
}

std::vector<Slot*> Pool::slots() {
  const std::scoped_lock lock(mutex_);
  std::vector<Slot*> all;
  all.reserve(slots_.size());
  for (const auto& slot : slots_) all.push_back(slot.get());
  return all;
}

std::size_t Pool::busy() {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(),
                                                [](const auto& slot) { return slot->run() != 0; }));
}

void Pool::trim(std::chrono::steady_clock::duration unused) {
  std::vector<std::unique_ptr<Slot>> ended;  // joined outside the lock
  {
    const std::scoped_lock lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    while (slots_.size() > kKept && !idle_.empty() && now - idle_.front().since >= unused) {
      Slot* slot = idle_.front().slot;
      idle_.erase(idle_.begin());
      const auto found = std::find_if(slots_.begin(), slots_.end(),
                                      [slot](const auto& one) { return one.get() == slot; });
      ended.push_back(std::move(*found));
      slots_.erase(found);
    }
  }
}

}  // namespace tntc::worker
