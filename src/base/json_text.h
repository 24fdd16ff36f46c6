#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tntc {

// Appends to JSON text that is built by splicing: values that are JSON already are not parsed
// again.

// A quoted, escaped JSON string. `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);
void append_json_number(std::string& out, std::int64_t number);

}  // namespace tntc
