#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace tntc::triggers {

// Bytes that have arrived and are not yet understood, in one block that never grows. A read may be
// pending into space() while bytes are consumed: only space() moves what is held.
class ReadBuffer {
 public:
  explicit ReadBuffer(std::size_t capacity);

  std::string_view held() const { return {block_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ - begin_ == capacity_; }

  // Room for at least one byte unless full(). Valid until the next space().
  std::span<char> space();
  void commit(std::size_t arrived);
  void consume(std::size_t understood);
  // Forgets what is held. Not while a read is pending.
  void clear() { begin_ = end_ = 0; }

 private:
  std::size_t capacity_;
  std::unique_ptr<char[]> block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace tntc::triggers
