#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/position.h"

namespace tntc::spec {

// The text of a file, and the way from byte offsets to the lines and columns people count.
class SourceText {
 public:
  // Borrows `text`. A byte order mark at its beginning is not part of the text.
  explicit SourceText(std::string_view text);

  std::string_view text() const { return text_; }

  // Columns count code points. Offsets beyond the end mean the end. Cheap when asked for ascending
  // offsets, also inside one very long line.
  Position position(std::size_t offset);

  // The line of `at` with a caret below its column; long lines are cut around it.
  std::string frame(Position at) const;

 private:
  std::string_view line(int number) const;

  std::string_view text_;
  std::vector<std::uint32_t> line_starts_;
  // Where the last answer was found: counting goes on from there.
  std::size_t last_offset_ = 0;
  Position last_{1, 1};
};

}  // namespace tntc::spec
