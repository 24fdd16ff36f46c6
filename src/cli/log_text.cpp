#include "cli/log_text.h"

namespace tntc::cli {
namespace {

// A node's text may hold escape codes of whoever it read it from: tabs and line ends stay, other
// control characters become visible. Lines after the first are indented, so that no text can pass
// for a line of another node.
std::string harmless(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\n    ";
    else if (c == '\t' || (byte >= 0x20 && byte != 0x7F))
      out += c;
    else
      out.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xFU]);
  }
  return out;
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

std::string log_text(const engine::LogLine& line, const ui::Terminal& terminal) {
  const std::string who = line.node.empty() ? "engine" : line.node;
  std::string text = ui::paint("[" + who + "]", ui::Style::cyan, terminal) + ' ';
  if (line.attempt > 1) text += "(attempt " + std::to_string(line.attempt) + ") ";
  return text + level_text(line.level, terminal) + harmless(line.text) + '\n';
}

}  // namespace tntc::cli
