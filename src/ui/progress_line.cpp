#include "ui/progress_line.h"

namespace tntc::ui {
namespace {

constexpr std::string_view kEraseLine = "\r\x1b[2K";

std::string cut(std::string_view text, int width) {
  std::string out;
  for (const char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && display_width(out) >= width) break;
    out.push_back(c);
  }
  return out;
}

}  // namespace

void ProgressLine::show(std::string_view text) {
  if (!terminal_.interactive) return;
  write_(std::string(kEraseLine) + cut(text, terminal_.width - 1));
  shown_ = true;
}

void ProgressLine::print(std::string_view lines) {
  clear();
  write_(lines);
}

void ProgressLine::clear() {
  if (!shown_) return;
  write_(kEraseLine);
  shown_ = false;
}

}  // namespace tntc::ui
