#include "worker/house.h"

namespace tntc::worker {

Result<NodeRealm*> House::realm(dag::NodeIndex node, std::int64_t deadline) {
  if (!vm_) {
    vm_.emplace(brake_);
    realms_.resize(shared_.program.plan().size());
  }
  auto& realm = realms_[node];
  if (!realm) {
    TNTC_TRY(realm, NodeRealm::make(*vm_, shared_.program, node, shared_.secrets, loop_, transport_,
                                    events_));
  }
  if (!realm->loaded) {
    realm->loaded = true;
    const bundle::Module& module = shared_.program.module_of(node);
    if (!realm->realm().load(module.path, module.code, deadline)) return nullptr;
  }
  return realm.get();
}

void House::tear_down() {
  realms_.clear();
  vm_.reset();
}

}  // namespace tntc::worker
