#include "runtime/web/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstddef>

#include "base/assert.h"
#include "base/uuid.h"

namespace tntc::runtime::web {

void fill_random(std::span<char> bytes) {
  while (!bytes.empty()) {
    const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    TNTC_ASSERT(got > 0);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::string make_uuid4() {
  Uuid uuid;
  fill_random({reinterpret_cast<char*>(uuid.data()), uuid.size()});
  set_uuid_version(uuid, 4);
  return uuid_text(uuid);
}

}  // namespace tntc::runtime::web
