// Bytes that a worker process, which runs foreign script, may send: decoded, and what was accepted
// must decode again once encoded.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ipc/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet(reinterpret_cast<const char*>(data), size);
  const auto message = tntc::ipc::decode(packet);
  if (!message) return 0;
  std::string again;
  tntc::ipc::encode(*message, again);
  if (!tntc::ipc::decode(again)) std::abort();
  return 0;
}
