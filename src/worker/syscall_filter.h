#pragma once

#include "base/result.h"

namespace tntc::worker {

// Forbids, for this thread and all later ones, the system calls that JavaScript, its host functions
// and the libraries below them never need: starting programs and processes, tracing others,
// changing mounts, namespaces, modules and clocks, raw sockets. They fail with EPERM. Needs
// no_new_privs. `unavailable` when the kernel has no seccomp filters.
Result<void> install_syscall_filter();

}  // namespace tntc::worker
