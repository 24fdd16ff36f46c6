#include "runtime/js/vm.h"

#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <mutex>

#include <cstdlib>

#include "base/assert.h"
#include "runtime/js/private_api.h"

namespace tntc::runtime::js {
namespace {

// How often running script is looked at, in seconds of its CPU time. Memory is bounded by the same
// look: a loop that fills memory as fast as it can makes some 10 MB in this time.
constexpr double kLook = 0.005;

// The first VM of a process prints a warning that GIGACAGE_ENABLED=0 turned the cage off, which is
// what set_vm_options wants: standard error leads nowhere for that moment.
JSContextGroupRef make_group() {
  static std::once_flag first;
  JSContextGroupRef group = nullptr;
  std::call_once(first, [&group] {
    const int kept = ::dup(STDERR_FILENO);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (kept >= 0 && nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
    group = JSContextGroupCreate();
    if (kept >= 0 && nowhere >= 0) ::dup2(kept, STDERR_FILENO);
    if (kept >= 0) ::close(kept);
    if (nowhere >= 0) ::close(nowhere);
  });
  return group != nullptr ? group : JSContextGroupCreate();
}

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void set_vm_options() {
  // Without polling traps a short limit makes hot loops 2.3 times slower.
  ::setenv("JSC_usePollingTraps", "1", 1);
  // Tail calls make frames vanish from stacks.
  ::setenv("JSC_useTailCalls", "0", 1);
  // eval-off does not cover WebAssembly, and its loops cannot be stopped.
  ::setenv("JSC_useWasm", "0", 1);
  // The last tier compiles for longer than a workflow's short functions take to run: each realm has
  // its own copy of them. A run of 50 nodes took a third more CPU and 27 MB more with the default
  // of 100,000; loops that compute get there all the same, by what they count.
  ::setenv("JSC_thresholdForFTLOptimizeAfterWarmUp", "1000000", 1);
  // With the cage one giant allocation escapes RLIMIT_DATA.
  ::setenv("GIGACAGE_ENABLED", "0", 1);
}

Vm::Vm(Brake& brake, RealmHook on_realm) : group_(make_group()), brake_(brake), hook_(on_realm) {
  arm_limit();
}

Vm::~Vm() {
  texts_.clear();
  if (home_ != nullptr) {
    JSValueUnprotect(home_, sink_);
    JSGlobalContextRelease(home_);
  }
  JSContextGroupRelease(group_);
}

void Vm::arm_limit() {
  JSContextGroupSetExecutionTimeLimit(group_, kLook, &limit_reached, this);
}

bool Vm::may_go_on() {
  if (stopped_ == Stop::none) stopped_ = brake_.verdict(monotonic_ns());
  return stopped_ == Stop::none;
}

bool Vm::limit_reached(JSContextRef, void* self) {
  Vm& vm = *static_cast<Vm*>(self);
  if (!vm.may_go_on()) return true;
  vm.arm_limit();
  return false;
}

JSStringRef Vm::shared_text(const std::string& key, std::string_view text) {
  auto found = texts_.find(key);
  if (found == texts_.end()) found = texts_.emplace(key, Text(text)).first;
  return found->second.get();
}

JSObjectRef Vm::sink() {
  if (sink_ == nullptr) {
    home_ = JSGlobalContextCreateInGroup(group_, nullptr);
    sink_ = JSObjectMakeFunctionWithCallback(
        home_, nullptr,
        [](JSContextRef context, JSObjectRef, JSObjectRef, std::size_t, const JSValueRef[],
           JSValueRef*) { return JSValueMakeUndefined(context); });
    JSValueProtect(home_, sink_);
  }
  return sink_;
}

Vm::Entry::Entry(Vm& vm, std::int64_t deadline) : vm_(vm) {
  TNTC_ASSERT(vm.stopped_ == Stop::none);
  vm_.brake_.enter(monotonic_ns(), deadline);
}

Vm::Entry::~Entry() {
  vm_.brake_.leave();
}

}  // namespace tntc::runtime::js
