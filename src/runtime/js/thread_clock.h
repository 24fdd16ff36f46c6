#pragma once

namespace tntc::runtime::js {

// JavaScriptCore reads the CPU time of its thread twice for every entry into script, to know when
// the time limit is due, and each reading is a system call: an eighth of the time of a run of short
// nodes. Our limits are wall time anyway (Vm asks its Brake), so a program that calls this answers
// CLOCK_THREAD_CPUTIME_ID with CLOCK_MONOTONIC, which needs no call, for itself and its libraries.
// It must be linked with -Wl,--export-dynamic-symbol=clock_gettime, and with the same for
// gettimeofday, by which script sees the time of a test (script_clock.h).
void use_wall_time_for_limits();

}  // namespace tntc::runtime::js
