#pragma once

#include "runtime/js/vm.h"

namespace tntc::worker {

// Walls that a test takes away, to see which of the others hold (tests/escapes). The programs that
// are installed leave none out and have no flag for it.
struct LeftOut {
  bool grants = false;                // every question is answered with yes
  bool kernel = false;                // no Landlock, no seccomp
  runtime::js::RealmHook realm = {};  // set: eval works, and the hook gives realms what it likes
};

}  // namespace tntc::worker
