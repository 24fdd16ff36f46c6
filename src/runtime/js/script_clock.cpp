#include "runtime/js/script_clock.h"

namespace tntc::runtime::js {
namespace {

thread_local constinit const ScriptClock* present = nullptr;

}  // namespace

void set_script_clock(const ScriptClock* clock) {
  present = clock;
}

const ScriptClock* script_clock() {
  return present;
}

}  // namespace tntc::runtime::js
