#pragma once

namespace tntc {
[[noreturn]] void assertion_failed(const char* claim, const char* file, int line);
}

// A broken invariant is a defect of the program: it aborts in every build and is never caught.
#define TNTC_ASSERT(claim) \
  ((claim) ? static_cast<void>(0) : ::tntc::assertion_failed(#claim, __FILE__, __LINE__))
