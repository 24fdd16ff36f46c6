#pragma once

#include <memory>
#include <vector>

#include "worker/node_realm.h"
#include "worker/shared.h"

namespace tntc::worker {

struct TestWorld;

// The VM of a slot and the realms in it, made on first use, kept from run to run. A realm keeps the
// state of its node's module, as the existing engine does; of a workflow with more nodes than
// realms are kept, some are made anew when they are needed.
class House {
 public:
  // `events` hears of every realm of the house.
  House(const Shared& shared, io::Loop& loop, Transport& transport, RealmEvents& events,
        runtime::js::Brake& brake)
      : shared_(shared), loop_(loop), transport_(transport), events_(events), brake_(brake) {}

  // The node's realm, with its module loaded; null when script had to be stopped while loading.
  Result<NodeRealm*> realm(dag::NodeIndex node, std::int64_t deadline);
  NodeRealm* existing(dag::NodeIndex node) const {
    return node < realms_.size() ? realms_[node].get() : nullptr;
  }

  // From now on realms are made for this test, or, with null, for runs; none of those there is
  // kept, so that nothing a module remembers gets from one test into another.
  void make_realms_for(TestWorld* test);

  bool has_vm() const { return vm_ != nullptr; }
  runtime::js::Stop stopped() const { return vm_ ? vm_->stopped() : runtime::js::Stop::none; }
  // Makes the VM and the first realms before a run asks for them; runs none of the node's code.
  void warm();
  // Ends what the VM does outside and takes it out of service; the next run, or attempt, gets a new
  // one. Releasing a full heap takes tens of milliseconds, so that waits until the run is answered.
  void retire();
  void release_retired();
  // Both at once.
  void tear_down();
  // Takes some milliseconds, more for a large heap: between runs only.
  void collect_garbage();

 private:
  Result<std::unique_ptr<NodeRealm>> make_realm(dag::NodeIndex node);
  void make_vm();
  void drop_one_idle();

  const Shared& shared_;
  io::Loop& loop_;
  Transport& transport_;
  RealmEvents& events_;
  runtime::js::Brake& brake_;
  TestWorld* test_ = nullptr;  // whose realms are made
  std::unique_ptr<runtime::js::Vm> vm_;
  std::vector<std::unique_ptr<NodeRealm>> realms_;
  std::size_t realm_count_ = 0;
  std::size_t dropped_ = 0;    // whose memory is not collected yet
  dag::NodeIndex recent_ = 0;  // used last
  std::unique_ptr<runtime::js::Vm> retired_vm_;
  std::vector<std::unique_ptr<NodeRealm>> retired_realms_;
};

}  // namespace tntc::worker
