#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tntc {

void assertion_failed(const char* claim, const char* file, int line) {
  std::fprintf(stderr, "tentacular: broken invariant at %s:%d: %s\n", file, line, claim);
  std::abort();
}

}  // namespace tntc
