#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tntc::cli::test {

struct JsonMember;

// JSON text as a tree that knows where everything stands, so that a finding can point at it and an
// edit leave the rest alone. Nothing is rounded: numbers are the text they are written with.
struct JsonNode {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::size_t begin = 0, end = 0;   // in the text
  std::string text;                 // of a string: decoded; of every other scalar: as written
  std::vector<JsonNode> items;      // array
  std::vector<JsonMember> members;  // object, in order; names may repeat

  // The last member of that name, as JSON.parse has it; null when there is none.
  const JsonNode* find(std::string_view name) const;
  std::string_view in(std::string_view source) const { return source.substr(begin, end - begin); }
};

struct JsonMember {
  std::string name;
  std::size_t name_at = 0;
  JsonNode value;
};

// Of text that triggers::find_json_fault found nothing wrong with.
JsonNode parse_json_tree(std::string_view text);

// "an object", "a string", …
std::string_view kind_name(JsonNode::Kind kind);

}  // namespace tntc::cli::test
