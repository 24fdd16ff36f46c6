#pragma once

#include <span>
#include <string>

#include "cli/ports.h"
#include "cli/world.h"

namespace tntc::cli {

// One invocation of tntc, from its words (without argv[0]) to its exit code. What went wrong is
// told once: on standard error, or under `-o json` in the envelope on standard output.
int run_program(const World& world, Ports& ports, std::span<const std::string> words);

}  // namespace tntc::cli
