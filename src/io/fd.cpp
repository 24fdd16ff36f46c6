#include "io/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tntc::io {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this == &other) return *this;
  reset();
  fd_ = std::exchange(other.fd_, kNone);
  return *this;
}

void Fd::reset() {
  // close() is not repeated after EINTR: Linux has freed the number by then, and another thread may
  // own it already.
  if (fd_ >= 0) ::close(fd_);
  fd_ = kNone;
}

Result<Fd> duplicate(int fd) {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return fail_errno("duplicating a file descriptor", errno);
  return Fd(copy);
}

Result<void> set_non_blocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
    return fail_errno("making a file descriptor non-blocking", errno);
  return {};
}

}  // namespace tntc::io
