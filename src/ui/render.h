#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "ui/terminal.h"

namespace tntc::ui {

// "error: message" with its place before it and its hint on a line of its own; ends with a newline.
std::string render(const Error& error, const Terminal& terminal);

// Every diagnostic as base/diagnostic spells it, in colour; each ends with a newline.
std::string render(std::span<const Diagnostic> diagnostics, const Terminal& terminal);

// "2 errors, 1 warning"
std::string tally(std::span<const Diagnostic> diagnostics);

}  // namespace tntc::ui
