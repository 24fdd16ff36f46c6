#include "cli/test/update.h"

#include "cli/test/compare.h"
#include "cli/test/json_tree.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

// The white space that the line of `offset` begins with.
std::string indent_at(std::string_view text, std::size_t offset) {
  const std::size_t line = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  const std::size_t end = text.find_first_not_of(" \t", line);
  return std::string(text.substr(line, std::min(end, offset) - line));
}

// On one line when the fixture has it so, else indented like what it stands in.
std::string formatted(std::string_view json, const std::string& indent, bool on_one_line) {
  if (on_one_line) return std::string(json);
  std::string out;
  for (const char c : ui::pretty(json)) {
    out += c;
    if (c == '\n') out += indent;
  }
  return out;
}

bool has_newline(std::string_view text) {
  return text.find('\n') != std::string_view::npos;
}

std::string spliced(std::string_view text, std::size_t begin, std::size_t end,
                    std::string_view with) {
  std::string out(text.substr(0, begin));
  out += with;
  out += text.substr(end);
  return out;
}

}  // namespace

std::optional<std::string> with_expected(std::string_view text, std::size_t index,
                                         std::string_view expected) {
  const JsonNode root = parse_json_tree(text);
  const JsonNode* list = root.find("cases");
  const JsonNode& one = list != nullptr ? list->items[index] : root;
  const bool on_one_line = !has_newline(one.in(text));
  if (const JsonNode* old = one.find("expected")) {
    if (differences(old->in(text), expected).empty()) return std::nullopt;
    const bool was_short = !has_newline(old->in(text)) && old->end - old->begin > 2;
    const bool stays_short = on_one_line || (was_short && expected.size() < 80);
    return spliced(text, old->begin, old->end,
                   formatted(expected, indent_at(text, old->begin), stays_short));
  }
  if (one.members.empty()) {
    return spliced(text, one.begin, one.end, "{ \"expected\": " + std::string(expected) + " }");
  }
  const JsonMember& last = one.members.back();
  const std::string indent = indent_at(text, last.name_at);
  const std::string between = on_one_line ? ", " : ",\n" + indent;
  return spliced(text, last.value.end, last.value.end,
                 between + "\"expected\": " + formatted(expected, indent, on_one_line));
}

}  // namespace tntc::cli::test
