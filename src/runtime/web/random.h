#pragma once

#include <span>
#include <string>

namespace tntc::runtime::web {

// From the kernel's generator.
void fill_random(std::span<char> bytes);

// UUID version 4 (RFC 9562), lower case.
std::string make_uuid4();

}  // namespace tntc::runtime::web
