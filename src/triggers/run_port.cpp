#include "triggers/run_port.h"

namespace tntc::triggers {

std::string_view name_of(RunEnd end) {
  switch (end) {
    case RunEnd::succeeded: return "succeeded";
    case RunEnd::failed: return "failed";
    case RunEnd::cancelled: return "cancelled";
    case RunEnd::interrupted: break;
  }
  return "interrupted";
}

}  // namespace tntc::triggers
