#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "io/fd.h"

namespace tntc::worker {

// What the kernel says this process uses.
struct Memory {
  std::int64_t resident = 0;  // bytes
  std::int64_t data = 0;      // private writable mappings, what RLIMIT_DATA counts
};

// Reads /proc/self/statm through a descriptor opened once, some microseconds a time.
class MemoryWatch {
 public:
  static Result<MemoryWatch> open();
  Memory read() const;

 private:
  explicit MemoryWatch(io::Fd statm) : statm_(std::move(statm)) {}

  io::Fd statm_;
};

// One allocation larger than `headroom` fails (script sees a RangeError): the soft RLIMIT_DATA is
// kept that far above what is used now. Growth in small pieces is watched by the supervisor.
void set_data_headroom(const Memory& now, std::size_t headroom);

// Gives pages of programs and libraries that were only read back to the kernel, and unused pages of
// malloc; what is used again comes back from the page cache within microseconds.
void release_unused_pages();

}  // namespace tntc::worker
