#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ui/terminal.h"

namespace tntc::ui {

// A grid of character cells on which lines join by themselves: a cell that a line enters from above
// and leaves to the right becomes a corner. Lines of different owners that meet do not join: the
// vertical one is drawn over the horizontal one.
class Canvas {
 public:
  using Owner = int;
  static constexpr Owner kShared = -1;  // joins with every owner: the borders of boxes

  Canvas(int width, int height);

  void horizontal(int row, int from, int to, Owner owner);
  void vertical(int column, int from, int to, Owner owner);
  // A line that arrives here from above, shown by an arrow head.
  void arrow(int row, int column);
  void text(int row, int column, std::string_view text, Style style);

  std::vector<std::string> lines(const Terminal& terminal) const;

 private:
  struct Cell {
    std::string text;  // beats the lines
    Style style = Style::plain;
    std::uint8_t across = 0;  // left and right
    std::uint8_t along = 0;   // up and down
    Owner across_owner = kShared;
    Owner along_owner = kShared;
  };

  Cell& at(int row, int column);
  static std::string glyph(const Cell& cell, bool utf8);

  int width_;
  std::vector<Cell> cells_;
};

}  // namespace tntc::ui
