#pragma once

#include <string_view>

namespace tntc::io {

// Whether `host` is reached directly by a list as in NO_PROXY: entries between commas, each "*", a
// name (the host itself and all below it, with or without a leading dot), an address, or a network
// like "10.0.0.0/8" (for hosts written as addresses). Pure.
bool is_direct(std::string_view host, std::string_view no_proxy);

}  // namespace tntc::io
