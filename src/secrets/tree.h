#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_text.h"

namespace tntc::secrets {

enum class Kind : std::uint8_t { null, boolean, number, text, list, map };

// A value of a secrets source, whatever format it was written in. Numbers keep their digits.
struct Tree {
  Kind kind = Kind::null;
  std::uint32_t offset = 0;       // in the file it was read from
  SecretText text;                // text: its characters; number, boolean: its JSON
  std::vector<std::string> keys;  // map only, unique, in the order of the file
  std::vector<Tree> items;        // list, or the values that belong to `keys`

  // The value of a key, or nullptr.
  Tree* find(std::string_view key);
  // The value of a key, which is made when it is not there.
  Tree& at_key(std::string_view key);
};

Tree make_text(std::string text, std::size_t offset);

// Maps are merged key by key, at every depth; of anything else the later replaces the earlier.
void merge(Tree& into, Tree&& later);

// Compact JSON.
SecretText to_json(const Tree& tree);

}  // namespace tntc::secrets
