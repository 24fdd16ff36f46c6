#include "ui/canvas.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace tntc::ui {
namespace {

constexpr std::uint8_t kUp = 1, kDown = 2, kLeft = 4, kRight = 8;
constexpr std::string_view kArrow = "▼";

// Indexed by the directions a cell has lines in.
constexpr std::array<std::string_view, 16> kBoxDrawing{" ", "│", "│", "│", "─", "┘", "┐", "┤",
                                                       "─", "└", "┌", "├", "─", "┴", "┬", "┼"};
constexpr std::array<std::string_view, 16> kAscii{" ", "|", "|", "|", "-", "+", "+", "+",
                                                  "-", "+", "+", "+", "-", "+", "+", "+"};

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(width), cells_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

Canvas::Cell& Canvas::at(int row, int column) {
  TNTC_ASSERT(row >= 0 && column >= 0 && column < width_);
  const auto index = static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
                     static_cast<std::size_t>(column);
  TNTC_ASSERT(index < cells_.size());
  return cells_[index];
}

void Canvas::horizontal(int row, int from, int to, Owner owner) {
  for (int column = from; column <= to; ++column) {
    Cell& cell = at(row, column);
    cell.across = static_cast<std::uint8_t>(cell.across | (column > from ? kLeft : 0) |
                                            (column < to ? kRight : 0));
    cell.across_owner = owner;
  }
}

void Canvas::vertical(int column, int from, int to, Owner owner) {
  for (int row = from; row <= to; ++row) {
    Cell& cell = at(row, column);
    cell.along =
        static_cast<std::uint8_t>(cell.along | (row > from ? kUp : 0) | (row < to ? kDown : 0));
    // The ends of a line lie on borders, which keep joining with everything.
    if (cell.across_owner != kShared || cell.across == 0) cell.along_owner = owner;
  }
}

void Canvas::arrow(int row, int column) {
  at(row, column).text = kArrow;
}

void Canvas::text(int row, int column, std::string_view text, Style style) {
  while (!text.empty()) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
      ++length;
    }
    Cell& cell = at(row, column++);
    cell.text = text.substr(0, length);
    cell.style = style;
    text.remove_prefix(length);
  }
}

std::string Canvas::glyph(const Cell& cell, bool utf8) {
  if (cell.text == kArrow) return utf8 ? std::string(kArrow) : "v";
  if (!cell.text.empty()) return cell.text;
  const bool joined = cell.along_owner == kShared || cell.across_owner == kShared ||
                      cell.along_owner == cell.across_owner;
  const auto mask =
      static_cast<std::size_t>(joined || cell.along == 0 ? cell.along | cell.across : cell.along);
  return std::string(utf8 ? kBoxDrawing[mask] : kAscii[mask]);
}

std::vector<std::string> Canvas::lines(const Terminal& terminal) const {
  std::vector<std::string> lines;
  const auto width = static_cast<std::size_t>(width_);
  for (std::size_t start = 0; start < cells_.size(); start += width) {
    std::string line, run;
    Style style = Style::plain;
    for (std::size_t i = start; i < start + width; ++i) {
      const Cell& cell = cells_[i];
      if (cell.style != style) {
        line += paint(run, style, terminal);
        run.clear();
        style = cell.style;
      }
      run += glyph(cell, terminal.utf8);
    }
    line += paint(run, style, terminal);
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tntc::ui
