#pragma once

#include <string>
#include <string_view>

#include "engine/engine.h"
#include "ui/terminal.h"

namespace tntc::cli {

// A text of unknown origin for a terminal: line ends are followed by an indent, other control
// characters are shown, not obeyed.
std::string harmless(std::string_view text);

// A line of a node or of the engine for people: "[fetch] warn: slow". Ends with a newline; control
// characters of the text cannot reach the terminal.
std::string log_text(const engine::LogLine& line, const ui::Terminal& terminal);

}  // namespace tntc::cli
