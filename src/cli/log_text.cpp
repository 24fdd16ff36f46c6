#include "cli/log_text.h"

#include <fmt/format.h>

namespace tntc::cli {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

// The second byte of U+0080 to U+009F, which some terminals obey as escape codes of one character.
bool is_late_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 && byte < 0xA0;
}

std::string visible(char c) {
  return fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

std::string level_text(engine::Level level, const ui::Terminal& terminal) {
  switch (level) {
    case engine::Level::debug: return ui::paint("debug: ", ui::Style::dim, terminal);
    case engine::Level::info: return {};
    case engine::Level::warn: return ui::paint("warn: ", ui::Style::yellow, terminal);
    case engine::Level::error: break;
  }
  return ui::paint("error: ", ui::Style::red, terminal);
}

}  // namespace

// A node's text may hold escape codes of whoever it read it from: tabs and line ends stay, other
// control characters become visible. Lines after the first are indented, so that no text can pass
// for a line of another node.
std::string harmless(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n')
      out += "\n    ";
    else if (is_control(c))
      out += visible(c);
    else if (c == '\xC2' && i + 1 < text.size() && is_late_control(text[i + 1]))
      out += visible(text[++i]);
    else
      out += c;
  }
  return out;
}

std::string log_text(const engine::LogLine& line, const ui::Terminal& terminal) {
  const std::string who = line.node.empty() ? "engine" : line.node;
  std::string text = ui::paint("[" + who + "]", ui::Style::cyan, terminal) + ' ';
  if (line.attempt > 1) text += "(attempt " + std::to_string(line.attempt) + ") ";
  return text + level_text(line.level, terminal) + harmless(line.text) + '\n';
}

}  // namespace tntc::cli
