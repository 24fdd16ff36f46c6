#include "cli/test/fixture_keys.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "triggers/json_check.h"
#include "ui/suggest.h"

namespace tntc::cli::test {
namespace {

constexpr FixtureKey kCase[] = {
    {"name", "string"},       {"input", ""},        {"config", "object"},
    {"secrets", "object"},    {"expected", ""},     {"expectedError", "string"},
    {"fetch", "array"},       {"files", "object"},  {"env", "object"},
    {"now", "string number"}, {"events", "object"},
};
constexpr FixtureKey kFile[] = {{"$schema", "string"}, {"cases", "array"}};
constexpr FixtureKey kMock[] = {
    {"service", "string"},          {"path", "string"},   {"url", "string"},
    {"method", "string"},           {"answers", "array"}, {"times", "number"},
    {"calledWith", "object array"},
};
constexpr FixtureKey kAnswer[] = {
    {"status", "number"}, {"statusText", "string"}, {"headers", "object"},
    {"body", ""},         {"error", "string"},      {"delay", "string"},
};
constexpr FixtureKey kCalledWith[] = {
    {"method", "string"}, {"url", "string"}, {"headers", "object"}, {"body", ""}};

std::string_view schema_kind(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::null: return "null";
    case JsonNode::Kind::boolean: return "boolean";
    case JsonNode::Kind::number: return "number";
    case JsonNode::Kind::string: return "string";
    case JsonNode::Kind::array: return "array";
    case JsonNode::Kind::object: break;
  }
  return "object";
}

std::string wanted(std::string_view kinds) {
  const auto word = [](std::string_view kind) {
    return fmt::format("{} {}", kind == "object" || kind == "array" ? "an" : "a", kind);
  };
  const std::size_t space = kinds.find(' ');
  if (space == std::string_view::npos) return word(kinds);
  return word(kinds.substr(0, space)) + " or " + word(kinds.substr(space + 1));
}

}  // namespace

std::span<const FixtureKey> case_keys() {
  return kCase;
}
std::span<const FixtureKey> file_keys() {
  return kFile;
}
std::span<const FixtureKey> mock_keys() {
  return kMock;
}
std::span<const FixtureKey> answer_keys() {
  return kAnswer;
}
std::span<const FixtureKey> called_with_keys() {
  return kCalledWith;
}

void FixtureFindings::add(std::size_t offset, std::string rule, std::string message,
                          std::string hint) {
  const auto at = triggers::position_of(text_, offset);
  found_.push_back({.file = file_,
                    .line = static_cast<int>(at.line),
                    .column = static_cast<int>(at.column),
                    .rule = std::move(rule),
                    .message = std::move(message),
                    .hint = std::move(hint)});
}

std::size_t FixtureFindings::line_of(std::size_t offset) const {
  return triggers::position_of(text_, offset).line;
}

bool FixtureFindings::check_object(const JsonNode& node, std::string_view what,
                                   std::initializer_list<std::span<const FixtureKey>> tables) {
  if (node.kind != JsonNode::Kind::object) {
    add(node.begin, "wrong-type",
        fmt::format("{} is {}, not an object", what, kind_name(node.kind)));
    return false;
  }
  std::vector<FixtureKey> keys;
  for (const auto& table : tables) keys.insert(keys.end(), table.begin(), table.end());
  std::vector<std::string> names;
  for (const FixtureKey& key : keys) names.emplace_back(key.name);
  std::set<std::string_view> seen;
  for (const JsonMember& member : node.members) {
    if (!seen.insert(member.name).second) {
      add(member.name_at, "duplicate-key", fmt::format("`{}` stands here twice", member.name));
    }
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const FixtureKey& k) { return k.name == member.name; });
    if (key == keys.end()) {
      const std::string near = ui::nearest(member.name, names);
      add(member.name_at, "unknown-key", fmt::format("{} has no key `{}`", what, member.name),
          near.empty() ? fmt::format("it may have: {}", fmt::join(names, ", "))
                       : fmt::format("did you mean `{}`?", near));
    } else if (!key->kinds.empty() &&
               key->kinds.find(schema_kind(member.value.kind)) == std::string_view::npos) {
      add(member.value.begin, "wrong-type",
          fmt::format("`{}` is {}; it is to be {}", member.name, kind_name(member.value.kind),
                      wanted(key->kinds)));
    }
  }
  return true;
}

bool FixtureFindings::check_texts(const JsonNode& node, std::string_view what) {
  if (node.kind != JsonNode::Kind::object) return false;  // found before
  bool all = true;
  for (const JsonMember& member : node.members) {
    if (member.value.kind == JsonNode::Kind::string) continue;
    add(member.value.begin, "wrong-type",
        fmt::format("`{}` in `{}` is {}; it is to be a string", member.name, what,
                    kind_name(member.value.kind)));
    all = false;
  }
  return all;
}

}  // namespace tntc::cli::test
