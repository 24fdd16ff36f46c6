#include "worker/memory_watch.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace tntc::worker {

Result<MemoryWatch> MemoryWatch::open() {
  io::Fd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  if (!statm) return fail_errno("opening /proc/self/statm", errno);
  return MemoryWatch(std::move(statm));
}

Memory MemoryWatch::read() const {
  char text[256];
  const auto size = ::pread(statm_.get(), text, sizeof text - 1, 0);
  if (size <= 0) return {};
  text[size] = '\0';
  // size resident shared text lib data dt, in pages
  long long resident = 0;
  long long data = 0;
  if (std::sscanf(text, "%*d %lld %*d %*d %*d %lld", &resident, &data) != 2) return {};
  const long long page = ::sysconf(_SC_PAGESIZE);
  return {resident * page, data * page};
}

void set_data_headroom(const Memory& now, std::size_t headroom) {
  if (now.data == 0) return;
  rlimit limit{};
  ::getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = static_cast<rlim_t>(now.data) + headroom;
  if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace tntc::worker
