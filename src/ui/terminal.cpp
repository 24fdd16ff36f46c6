#include "ui/terminal.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tntc::ui {
namespace {

constexpr int kNarrowest = 20;  // below that nothing lines up anyway
constexpr int kWidest = 500;    // a COLUMNS beyond that is a mistake
constexpr int kUnknownWidth = 80;

int width_of(const StreamFacts& facts, const Environment& environment) {
  const std::string_view columns = value_of(environment, "COLUMNS");
  int width = facts.columns > 0 ? facts.columns : kUnknownWidth;
  int wanted = 0;
  const auto [end, error] =
      std::from_chars(columns.data(), columns.data() + columns.size(), wanted);
  if (error == std::errc() && end == columns.data() + columns.size()) width = wanted;
  return std::clamp(width, kNarrowest, kWidest);
}

// The first of LC_ALL, LC_CTYPE, LANG that is set decides, as in POSIX. With none of them set
// (containers) UTF-8 is assumed: terminals of today speak it.
bool is_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale(value_of(environment, name));
    if (locale.empty()) continue;
    std::transform(locale.begin(), locale.end(), locale.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return true;
}

bool wants_colour(const StreamFacts& facts, const Environment& environment, ColourChoice choice) {
  if (choice != ColourChoice::automatic) return choice == ColourChoice::always;
  return facts.is_terminal && value_of(environment, "NO_COLOR").empty() &&
         value_of(environment, "TERM") != "dumb";
}

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain: return "";
    case Style::bold: return "1";
    case Style::dim: return "2";
    case Style::red: return "31";
    case Style::green: return "32";
    case Style::yellow: return "33";
    case Style::cyan: return "36";
  }
  return "";
}

}  // namespace

Terminal make_terminal(const StreamFacts& facts, const Environment& environment,
                       ColourChoice choice) {
  return {.interactive = facts.is_terminal && value_of(environment, "TERM") != "dumb",
          .colour = wants_colour(facts, environment, choice),
          .utf8 = is_utf8(environment),
          .width = width_of(facts, environment)};
}

std::string paint(std::string_view text, Style style, const Terminal& terminal) {
  if (!terminal.colour || style == Style::plain || text.empty()) return std::string(text);
  std::string painted = "\x1b[";
  painted.append(code_of(style)).append("m").append(text).append("\x1b[0m");
  return painted;
}

int display_width(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string pad_right(std::string_view text, int width) {
  std::string padded(text);
  padded.append(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return padded;
}

std::string pad_left(std::string_view text, int width) {
  std::string padded(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
  return padded.append(text);
}

}  // namespace tntc::ui
