#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace tntc::cli {

// Every command, in the order help shows them.
std::span<const Command> commands();

std::vector<std::string> command_names();

// Nothing when there is no such command.
const Command* find_command(std::string_view name);

// The `invalid` error for a word that is no command, with the nearest one proposed.
Error unknown_command(std::string_view word);

}  // namespace tntc::cli
