#pragma once

#include <string_view>

namespace tntc::cli::secrets {

// web/scanner, compiled: a module whose function finds the services that other modules ask for.
// Embedded by the build.
std::string_view scanner_code();

}  // namespace tntc::cli::secrets
