#include "secrets/tree.h"

#include <algorithm>
#include <unordered_map>

#include "base/json_text.h"

namespace tntc::secrets {
namespace {

// An upper bound but for control characters, so that the text seldom moves while it is written:
// memory that was given back is not wiped.
std::size_t size_of(const Tree& tree) {
  std::size_t size = 8 + tree.text.size() + tree.text.size() / 4;
  for (const std::string& key : tree.keys) size += key.size() + 4;
  for (const Tree& item : tree.items) size += size_of(item) + 1;
  return size;
}

void write(const Tree& tree, std::string& out) {
  switch (tree.kind) {
    case Kind::null: out += "null"; return;
    case Kind::boolean:
    case Kind::number: out += tree.text.reveal(); return;
    case Kind::text: append_json_string(out, tree.text.reveal()); return;
    case Kind::list:
    case Kind::map: break;
  }
  const bool is_map = tree.kind == Kind::map;
  out += is_map ? '{' : '[';
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    if (i > 0) out += ',';
    if (is_map) {
      append_json_string(out, tree.keys[i]);
      out += ':';
    }
    write(tree.items[i], out);
  }
  out += is_map ? '}' : ']';
}

}  // namespace

Tree* Tree::find(std::string_view key) {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Tree& Tree::at_key(std::string_view key) {
  if (Tree* known = find(key)) return *known;
  keys.emplace_back(key);
  return items.emplace_back();
}

Tree make_text(std::string text, std::size_t offset) {
  Tree tree;
  tree.kind = Kind::text;
  tree.offset = static_cast<std::uint32_t>(offset);
  tree.text = SecretText(std::move(text));
  return tree;
}

void merge(Tree& into, Tree&& later) {
  if (into.kind != Kind::map || later.kind != Kind::map) {
    into = std::move(later);
    return;
  }
  // By hash: both may have a hundred thousand keys.
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < into.keys.size(); ++i) known.emplace(into.keys[i], i);
  for (std::size_t i = 0; i < later.keys.size(); ++i) {
    const auto at = known.find(later.keys[i]);
    if (at != known.end()) {
      merge(into.items[at->second], std::move(later.items[i]));
      continue;
    }
    into.keys.push_back(std::move(later.keys[i]));
    into.items.push_back(std::move(later.items[i]));
  }
}

SecretText to_json(const Tree& tree) {
  std::string out;
  out.reserve(size_of(tree));
  write(tree, out);
  return SecretText(std::move(out));
}

}  // namespace tntc::secrets
