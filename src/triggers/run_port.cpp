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

std::uint64_t hash_of_input(std::string_view input) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : input) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

void RunPort::prepare_retry(std::string_view run, std::string_view, RetryReady ready) {
  ready(fail(ErrorKind::not_found,
             "there is no recorded run `" + std::string(run.substr(0, 100)) + "`"));
}

}  // namespace tntc::triggers
