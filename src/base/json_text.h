#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tntc {

// Appends to JSON text that is built by splicing: values that are JSON already are not parsed
// again.

// A quoted, escaped JSON string. `text` is UTF-8.
void append_json_string(std::string& out, std::string_view text);
// The name of an object's next member with its colon, after a comma unless it is the first.
void append_json_key(std::string& out, std::string_view name);
void append_json_number(std::string& out, std::int64_t number);

}  // namespace tntc
