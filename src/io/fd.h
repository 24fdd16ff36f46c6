#pragma once

#include <utility>

#include "base/result.h"

namespace tntc::io {

// Owns one file descriptor and closes it. Move-only; a moved-from Fd is empty.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, kNone)) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  int get() const { return fd_; }  // -1 when empty
  explicit operator bool() const { return fd_ >= 0; }

  [[nodiscard]] int release() { return std::exchange(fd_, kNone); }
  void reset();

 private:
  static constexpr int kNone = -1;
  int fd_ = kNone;
};

// The descriptor shares its file with `fd` and is closed on exec.
Result<Fd> duplicate(int fd);

Result<void> set_non_blocking(int fd);

}  // namespace tntc::io
