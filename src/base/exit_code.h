#pragma once

#include "base/result.h"

namespace tntc {

inline constexpr int kExitOk = 0;
inline constexpr int kExitWorkFailed = 1;  // the command did its part, the work it ran failed
inline constexpr int kExitInterrupted = 130;

// The only place that knows what a failure is for the shell.
int exit_code(ErrorKind kind);

}  // namespace tntc
