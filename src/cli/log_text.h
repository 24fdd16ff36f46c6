#pragma once

#include <string>

#include "engine/engine.h"
#include "ui/terminal.h"

namespace tntc::cli {

// A line of a node or of the engine for people: "[fetch] warn: slow". Ends with a newline; control
// characters of the text cannot reach the terminal.
std::string log_text(const engine::LogLine& line, const ui::Terminal& terminal);

}  // namespace tntc::cli
