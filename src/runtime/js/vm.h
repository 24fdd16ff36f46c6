#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "runtime/js/brake.h"
#include "runtime/js/text.h"

namespace tntc::runtime::js {

// CLOCK_MONOTONIC in nanoseconds.
std::int64_t monotonic_ns();

// What a test gives to every realm of a VM (tests/escapes); empty otherwise.
using RealmHook = void (*)(JSGlobalContextRef realm);

// One JavaScriptCore virtual machine: a heap with its realms, on the thread that made it. Its
// script is bounded by a Brake. A VM whose script was stopped is dead (ARCHITECTURE.md): the only
// thing left to do is to destroy it.
class Vm {
 public:
  explicit Vm(Brake& brake, RealmHook hook = nullptr);
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  JSContextGroupRef group() const { return group_; }
  RealmHook hook() const { return hook_; }
  Brake& brake() { return brake_; }

  // Why script was stopped, Stop::none while the VM lives.
  Stop stopped() const { return stopped_; }
  // For native functions that take long: whether the script that called them is not to be ended.
  // After `false` it is, at its next look, and nothing that it still says counts.
  bool may_go_on();

  // The text as a JSStringRef that every realm of this VM shares, so that the VM's code cache finds
  // it again. `key` names it for the life of the VM.
  JSStringRef shared_text(const std::string& key, std::string_view text);

  // A place that lives as long as the VM's garbage may, for native functions to find their realm
  // by; whoever dies first sets it to null.
  void** make_anchor(void* value) { return &anchors_.emplace_back(value); }

  // A function that does nothing, of a realm that lives as long as the VM.
  JSObjectRef sink();

  // Around every call that may run script.
  class Entry {
   public:
    Entry(Vm& vm, std::int64_t deadline);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    Vm& vm_;
  };

 private:
  static bool limit_reached(JSContextRef context, void* self);
  void arm_limit();

  JSContextGroupRef group_;
  JSGlobalContextRef home_ = nullptr;  // the sink's realm, made when it is needed
  JSObjectRef sink_ = nullptr;
  Brake& brake_;
  RealmHook hook_;
  Stop stopped_ = Stop::none;
  std::map<std::string, Text, std::less<>> texts_;
  std::deque<void*> anchors_;
};

// Options of JavaScriptCore are read from the environment once, before the first VM of a process.
// Call it first thing in main.
void set_vm_options();

}  // namespace tntc::runtime::js
