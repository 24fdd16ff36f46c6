#include "cli/test/json_tree.h"

#include <algorithm>

#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  JsonNode value() {
    skip_space();
    JsonNode node;
    node.begin = at_;
    switch (peek()) {
      case '{': object(node); break;
      case '[': array(node); break;
      case '"':
        node.kind = JsonNode::Kind::string;
        node.text = string();
        break;
      default: word(node);
    }
    node.end = at_;
    return node;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  // Whether a separator followed, as opposed to the end.
  bool go_on() {
    skip_space();
    const bool more = peek() == ',';
    if (at_ < text_.size()) ++at_;
    return more;
  }

  bool is_empty(char closing) {
    ++at_;
    skip_space();
    if (peek() != closing) return false;
    ++at_;
    return true;
  }

  void object(JsonNode& node) {
    node.kind = JsonNode::Kind::object;
    if (is_empty('}')) return;
    do {
      skip_space();
      JsonMember member;
      member.name_at = at_;
      member.name = string();
      skip_space();
      ++at_;  // the colon
      member.value = value();
      node.members.push_back(std::move(member));
    } while (go_on());
  }

  void array(JsonNode& node) {
    node.kind = JsonNode::Kind::array;
    if (is_empty(']')) return;
    do {
      node.items.push_back(value());
    } while (go_on());
  }

  std::string string() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    // A lone surrogate, which JSON.parse takes too: the literal stands for itself.
    const std::string_view literal = text_.substr(begin, at_ - begin);
    return ui::unquoted(literal, literal);
  }

  void word(JsonNode& node) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    node.text = text_.substr(begin, at_ - begin);
    const bool is_word = node.text == "true" || node.text == "false";
    node.kind = node.text == "null" ? JsonNode::Kind::null
                : is_word           ? JsonNode::Kind::boolean
                                    : JsonNode::Kind::number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view name) const {
  const JsonNode* found = nullptr;
  for (const JsonMember& member : members) {
    if (member.name == name) found = &member.value;
  }
  return found;
}

JsonNode parse_json_tree(std::string_view text) {
  return Cursor(text).value();
}

std::string_view kind_name(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::null: return "null";
    case JsonNode::Kind::boolean: return "true or false";
    case JsonNode::Kind::number: return "a number";
    case JsonNode::Kind::string: return "a string";
    case JsonNode::Kind::array: return "an array";
    case JsonNode::Kind::object: break;
  }
  return "an object";
}

}  // namespace tntc::cli::test
