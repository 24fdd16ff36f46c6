#pragma once

#include <cstddef>

#include "base/duration.h"

namespace tntc::engine::journal {

// How large a journal grows and when it does things that nobody waits for.
struct Options {
  std::size_t segment_bytes = 16u << 20;
  std::size_t keep_runs = 10'000;                 // ended ones
  Milliseconds keep_for{7 * 24 * 3600 * 1000LL};  // since their end
  std::size_t inline_bytes = 64u << 10;           // larger values have files of their own
  Milliseconds sync_within{1000};                 // what nobody waits for
  Milliseconds retry_full{250};                   // while the disk is full
  std::size_t log_bytes = 256u << 10;             // of the lines of one run
};

}  // namespace tntc::engine::journal
