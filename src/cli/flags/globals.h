#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/flags/syntax.h"
#include "cli/session.h"
#include "ui/terminal.h"

namespace tntc::cli::flags {

// The flags every command has, for help and completion.
const std::vector<Flag>& global_flags();

enum class Ask { run, help };

struct Globals {
  Format format = Format::text;
  ui::ColourChoice colour = ui::ColourChoice::automatic;
  Ask ask = Ask::run;
};

// Moves the global flags out of `words` into `globals`, wherever they stand before a "--". `syntax`
// says which other flags are followed by a value, so that `--input -o` is left alone. On a failure
// `globals` holds what was understood, so that the failure can be told in the wanted format.
Result<void> take_globals(const Syntax& syntax, std::vector<std::string>& words, Globals& globals);

}  // namespace tntc::cli::flags
