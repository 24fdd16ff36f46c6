#include "base/exit_code.h"

namespace tntc {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 2;
    case ErrorKind::not_found: return 3;
    case ErrorKind::denied: return 4;
    case ErrorKind::conflict: return 5;
    case ErrorKind::unavailable: return 6;
    case ErrorKind::no_space: return 6;
    case ErrorKind::cancelled: return kExitInterrupted;
    case ErrorKind::internal: break;
  }
  return 7;
}

}  // namespace tntc
