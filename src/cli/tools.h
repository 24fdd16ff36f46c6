#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/world.h"

namespace tntc::cli {

// Where a program that belongs to tntc stands: named by an environment variable, else beside tntc,
// else in ../libexec/tentacular. `unavailable` when it is in none of them.
Result<std::string> find_tool(const World& world, std::string_view name, std::string_view variable);

Result<std::string> find_esbuild(const World& world);
Result<std::string> find_worker(const World& world);

}  // namespace tntc::cli
