#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "io/fd.h"

namespace tntc::io {

// Anonymous memory with these bytes that nobody can change, grow or shrink any more, so a process
// that receives it can map and read it without trusting the sender. `name` shows in /proc only.
Result<Fd> make_sealed_memfd(const char* name, std::string_view bytes);

// Read-only view of a file's bytes, unmapped on destruction. Move-only.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { reset(); }

  // Valid as long as the Mapping; the descriptor may be closed before.
  std::string_view bytes() const { return {static_cast<const char*>(start_), size_}; }

 private:
  friend Result<Mapping> map_sealed(int fd, std::size_t max_bytes);
  Mapping(void* start, std::size_t size) : start_(start), size_(size) {}
  void reset();

  void* start_ = nullptr;
  std::size_t size_ = 0;
};

// Maps what make_sealed_memfd made, in this or another process. A file that is not sealed is
// `denied`, because its owner could shrink it and kill the reader with SIGBUS; one longer than
// `max_bytes` is `invalid`.
Result<Mapping> map_sealed(int fd, std::size_t max_bytes);

}  // namespace tntc::io
