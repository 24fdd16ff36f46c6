#include "io/memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

namespace tntc::io {
namespace {

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("writing shared memory", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<Fd> make_sealed_memfd(const char* name, std::string_view bytes) {
  Fd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return fail_errno("making shared memory", errno);
  TNTC_CHECK(write_all(fd.get(), bytes));
  if (::fcntl(fd.get(), F_ADD_SEALS, kSeals) < 0) return fail_errno("sealing shared memory", errno);
  return fd;
}

Mapping::Mapping(Mapping&& other) noexcept
    : start_(std::exchange(other.start_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  if (this == &other) return *this;
  reset();
  start_ = std::exchange(other.start_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void Mapping::reset() {
  if (start_ != nullptr) ::munmap(start_, size_);
  start_ = nullptr;
  size_ = 0;
}

Result<Mapping> map_sealed(int fd, std::size_t max_bytes) {
  const int seals = ::fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals)
    return fail(ErrorKind::denied, "shared memory is not sealed");
  struct stat status{};
  if (::fstat(fd, &status) < 0) return fail_errno("reading the size of shared memory", errno);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > max_bytes)
    return fail(ErrorKind::invalid, "shared memory of " + std::to_string(size) +
                                        " bytes is over the limit of " + std::to_string(max_bytes));
  if (size == 0) return Mapping();  // mmap refuses an empty range
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (start == MAP_FAILED) return fail_errno("mapping shared memory", errno);
  return Mapping(start, size);
}

}  // namespace tntc::io
