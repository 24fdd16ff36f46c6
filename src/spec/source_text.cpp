#include "spec/source_text.h"

#include <algorithm>

namespace tntc::spec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// What fits beside a line number on a terminal of 100 columns.
constexpr std::size_t kFrameWidth = 80;

bool starts_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u;
}

int count_code_points(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// The byte offset of the code point with this number (0-based), or the end.
std::size_t offset_of_code_point(std::string_view text, std::size_t number) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_code_point(text[i]) && number-- == 0) return i;
  }
  return text.size();
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  line_starts_.push_back(0);
  for (std::size_t i = text_.find('\n'); i != text_.npos; i = text_.find('\n', i + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

Position SourceText::position(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const int line_number = static_cast<int>(after - line_starts_.begin());
  if (line_number != last_.line || offset < last_offset_) {
    last_offset_ = *(after - 1);
    last_ = {line_number, 1};
  }
  last_.column += count_code_points(text_.substr(last_offset_, offset - last_offset_));
  last_offset_ = offset;
  return last_;
}

std::string_view SourceText::line(int number) const {
  const auto index = static_cast<std::size_t>(number - 1);
  if (number < 1 || index >= line_starts_.size()) return {};
  const std::string_view rest = text_.substr(line_starts_[index]);
  const std::string_view whole = rest.substr(0, rest.find('\n'));
  return whole.ends_with('\r') ? whole.substr(0, whole.size() - 1) : whole;
}

std::string SourceText::frame(Position at) const {
  const std::string_view whole = line(at.line);
  if (whole.empty()) return {};
  const auto column = static_cast<std::size_t>(std::max(at.column, 1) - 1);
  const std::size_t first = column < kFrameWidth ? 0 : column - kFrameWidth / 2;
  const std::size_t begin = offset_of_code_point(whole, first);
  const std::string_view tail = whole.substr(begin);
  const std::string_view shown = tail.substr(0, offset_of_code_point(tail, kFrameWidth));

  const std::string number = std::to_string(at.line);
  std::string text = "  " + number + " | " + std::string(shown) + '\n';
  text += std::string(number.size() + 3, ' ') + "| ";
  const std::string_view before = tail.substr(0, offset_of_code_point(tail, column - first));
  // Tabs stay tabs, so that the caret stands where the terminal puts the character.
  for (const char byte : before) {
    if (starts_code_point(byte)) text += byte == '\t' ? '\t' : ' ';
  }
  return text + '^';
}

}  // namespace tntc::spec
