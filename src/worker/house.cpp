#include "worker/house.h"

#include <algorithm>
#include <utility>

#include "worker/test_realm.h"

namespace tntc::worker {

namespace {

// More would only delay the first run of a large workflow.
constexpr std::size_t kWarmRealms = 8;

// A realm holds about 260 KB once its node has run. What may be kept of them, and what waits for
// the collector, together stay well below the memory of one run.
constexpr std::size_t kKeptRealms = 256;
constexpr std::size_t kDroppedRealms = 128;

}  // namespace

Result<std::unique_ptr<NodeRealm>> House::make_realm(dag::NodeIndex node) {
  if (test_ != nullptr) {
    return TestRealm::make(*vm_, shared_.program, node, shared_.powers, loop_, transport_, events_,
                           *test_);
  }
  return NodeRealm::make(*vm_, shared_.program, node, shared_.powers, loop_, transport_, events_);
}

void House::make_realms_for(TestWorld* test) {
  release_retired();
  test_ = test;
  for (auto& realm : realms_) {
    if (!realm) continue;
    realm->realm().let_go();
    realm.reset();
    ++dropped_;
  }
  realm_count_ = 0;
  recent_ = 0;
  // A collection needs a realm to reach the heap by; a new VM takes no longer.
  if (dropped_ >= kDroppedRealms) tear_down();
}

void House::make_vm() {
  if (vm_) return;
  release_retired();
  vm_ = std::make_unique<runtime::js::Vm>(brake_, shared_.left_out.realm);
  realms_.resize(shared_.program.index_count());
}

void House::warm() {
  make_vm();
  for (const dag::NodeIndex index : shared_.program.plan().order()) {
    if (index >= kWarmRealms) continue;
    const bool is_loop = shared_.program.is_loop(index);
    const dag::NodeIndex node = is_loop ? shared_.program.first_lane(index) : index;
    auto made = make_realm(node);
    if (!made) return;  // the first run says why
    realms_[node] = std::move(*made);
    ++realm_count_;
  }
}

Result<NodeRealm*> House::realm(dag::NodeIndex node, std::int64_t deadline) {
  make_vm();
  auto& realm = realms_[node];
  if (!realm) {
    if (realm_count_ >= kKeptRealms) drop_one_idle();
    auto made = make_realm(node);
    if (vm_->stopped() != runtime::js::Stop::none) return nullptr;
    TNTC_TRY(realm, std::move(made));
    ++realm_count_;
  }
  recent_ = node;
  if (!realm->loaded) {
    realm->loaded = true;
    const bundle::Module& module = shared_.program.module_of(node);
    if (!realm->realm().load(module.path, module.code, deadline)) return nullptr;
  }
  return realm.get();
}

// The one used last of those that are idle: runs go through the nodes in the same order, so the one
// used first will be wanted first. When all are in use one more is made.
void House::drop_one_idle() {
  const std::size_t size = realms_.size();
  for (std::size_t i = 0; i < size; ++i) {
    auto& realm = realms_[(recent_ + size - i) % size];
    if (!realm || realm->in_call || realm->has_pending()) continue;
    realm->realm().let_go();
    realm.reset();
    --realm_count_;
    if (++dropped_ >= kDroppedRealms) collect_garbage();
    return;
  }
}

void House::retire() {
  for (const auto& realm : realms_) {
    if (realm) realm->drop_pending();
  }
  retired_realms_ = std::exchange(realms_, {});
  realm_count_ = dropped_ = 0;
  recent_ = 0;
  retired_vm_ = std::move(vm_);
}

void House::release_retired() {
  retired_realms_.clear();
  retired_vm_.reset();
}

void House::collect_garbage() {
  dropped_ = 0;
  // One realm reaches the heap they share.
  const auto realm =
      std::find_if(realms_.begin(), realms_.end(), [](const auto& one) { return one != nullptr; });
  if (vm_ && realm != realms_.end()) (*realm)->realm().collect_garbage();
}

void House::tear_down() {
  retire();
  release_retired();
}

}  // namespace tntc::worker
