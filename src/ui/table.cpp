#include "ui/table.h"

#include <algorithm>

#include "ui/terminal.h"

namespace tntc::ui {
namespace {

void widen(std::vector<int>& widths, const std::vector<std::string>& row) {
  if (widths.size() < row.size()) widths.resize(row.size(), 0);
  for (std::size_t i = 0; i < row.size(); ++i) {
    widths[i] = std::max(widths[i], display_width(row[i]));
  }
}

std::string line(const std::vector<std::string>& row, const std::vector<int>& widths) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool last = i + 1 == row.size();
    text += last ? row[i] : pad_right(row[i], widths[i] + 2);
  }
  while (text.ends_with(' ')) text.pop_back();
  return text + '\n';
}

}  // namespace

std::string table(const std::vector<std::string>& heading,
                  const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  widen(widths, heading);
  for (const auto& row : rows) widen(widths, row);

  std::string text;
  if (!heading.empty()) text += line(heading, widths);
  for (const auto& row : rows) text += line(row, widths);
  return text;
}

}  // namespace tntc::ui
