#pragma once

#include <string>
#include <string_view>

namespace tntc {

// Conversions as the WHATWG Encoding standard makes them: what is not well formed becomes U+FFFD,
// one for each maximal subpart.
std::u16string utf16_from_utf8(std::string_view text);
std::string utf8_from_utf16(std::u16string_view text);

// `code` is a scalar value or anything else up to U+10FFFF.
void append_utf8(std::string& out, char32_t code);

bool is_utf8(std::string_view text);

}  // namespace tntc
