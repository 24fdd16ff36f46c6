#pragma once

#include <string_view>

namespace tntc::io {

// "Not Found" for 404: the reason phrase registered for a status, which HTTP/2 does not transmit;
// empty for unregistered numbers.
std::string_view status_text(int status);

}  // namespace tntc::io
