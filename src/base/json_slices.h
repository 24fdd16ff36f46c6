#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tntc {

// Finds parts of JSON text where they stand, without building values of them. `text` is valid JSON;
// of other bytes nothing useful is found, but nothing outside them is read.

// A member's name, or an index into an array.
using JsonStep = std::variant<std::string, std::uint64_t>;

enum class JsonKind { nothing, null, boolean, number, text, array, object };

JsonKind json_kind(std::string_view value);

// The text of the value at `path`; empty when it leads nowhere. Of a name that is there twice the
// last counts, as everywhere.
std::string_view json_at(std::string_view text, const std::vector<JsonStep>& path);

// Where each element of an array begins, as an offset into its text. Stops behind `most` + 1.
std::vector<std::size_t> json_elements(std::string_view array, std::size_t most);

// The text of the value that begins at `begin`.
std::string_view json_value_at(std::string_view text, std::size_t begin);

}  // namespace tntc
