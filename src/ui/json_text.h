#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tntc::ui {

// JSON is rearranged here as text, never through values: numbers, key order and spelling stay
// exactly what the engine said. All input is JSON text that was checked before; anything else gives
// a meaningless but harmless result.

// Indented by two spaces; empty objects and arrays stay on one line.
std::string pretty(std::string_view json);

// One member of an object: its name, and its value as the text it has.
struct Member {
  std::string name;
  std::string_view value;
};

// The members of the object `json`, in their order; empty when it is not an object. The views point
// into `json`.
std::vector<Member> members(std::string_view json);

// The value of the member `name`, or empty when there is none.
std::string_view member(std::string_view json, std::string_view name);

// The text that the JSON string `json` stands for; `otherwise` when it is none, or holds half of a
// surrogate pair, which has no UTF-8.
std::string unquoted(std::string_view json, std::string_view otherwise = {});

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string quoted(std::string_view text);

}  // namespace tntc::ui
