#include "worker/memory_watch.h"

#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
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

namespace {

// A segment that is not writable is never changed, so the file still has all of it.
int release_segments(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t start = (object->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const std::uintptr_t end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    // Only an advice: where the kernel does not follow it, the pages stay.
    ::madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void release_unused_pages() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(&release_segments, nullptr);
}

}  // namespace tntc::worker
