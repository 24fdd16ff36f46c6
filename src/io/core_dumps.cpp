#include "io/core_dumps.h"

#include <sys/resource.h>

namespace tntc::io {

// One byte, not none: where dumps go to a program, as most systems have it, the kernel ignores a
// limit of 0 but gives up at 1 (core(5)). A file of one byte is never begun.
void forbid_core_dumps() {
  const rlimit one{1, 1};
  // Fails only where the limit is 0 already.
  static_cast<void>(::setrlimit(RLIMIT_CORE, &one));
}

}  // namespace tntc::io
