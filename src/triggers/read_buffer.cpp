#include "triggers/read_buffer.h"

#include <cstring>

#include "base/assert.h"

namespace tntc::triggers {

ReadBuffer::ReadBuffer(std::size_t capacity)
    : capacity_(capacity), block_(std::make_unique_for_overwrite<char[]>(capacity)) {}

std::span<char> ReadBuffer::space() {
  if (begin_ > 0) {
    std::memmove(block_.get(), block_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return {block_.get() + end_, capacity_ - end_};
}

void ReadBuffer::commit(std::size_t arrived) {
  TNTC_ASSERT(arrived <= capacity_ - end_);
  end_ += arrived;
}

void ReadBuffer::consume(std::size_t understood) {
  TNTC_ASSERT(understood <= end_ - begin_);
  begin_ += understood;
}

}  // namespace tntc::triggers
