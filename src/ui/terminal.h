#pragma once

#include <string>
#include <string_view>

#include "ui/environment.h"

namespace tntc::ui {

enum class ColourChoice { automatic, always, never };

// What the system says about a stream.
struct StreamFacts {
  bool is_terminal = false;
  int columns = 0;  // 0: unknown
};

// How a stream may be written to.
struct Terminal {
  bool interactive = false;  // progress may be drawn over
  bool colour = false;
  bool utf8 = true;
  int width = 80;
};

// NO_COLOR (https://no-color.org), TERM=dumb, COLUMNS and the locale decide; `choice` beats them.
Terminal make_terminal(const StreamFacts& facts, const Environment& environment,
                       ColourChoice choice);

enum class Style { plain, bold, dim, red, green, yellow, cyan };

// `text` between the escape codes of `style`, or as it is when the terminal shows no colour.
std::string paint(std::string_view text, Style style, const Terminal& terminal);

// Columns that `text` takes: code points, which is exact for all that Tentacular prints itself.
int display_width(std::string_view text);

// `text` followed by spaces up to `width` columns.
std::string pad_right(std::string_view text, int width);
std::string pad_left(std::string_view text, int width);

}  // namespace tntc::ui
