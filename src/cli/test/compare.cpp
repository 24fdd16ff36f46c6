#include "cli/test/compare.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "cli/test/json_tree.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

// More of one value is not read by anybody.
constexpr std::size_t kShown = 400;

bool is_plain_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") ==
         std::string_view::npos;
}

std::string member_path(const std::string& path, const std::string& name) {
  return is_plain_name(name) ? path + '.' + name : path + '[' + ui::quoted(name) + ']';
}

class Comparison {
 public:
  Comparison(std::string_view expected, std::string_view got) : expected_(expected), got_(got) {}

  std::vector<Difference> run() {
    value(parse_json_tree(expected_), parse_json_tree(got_), "$");
    return std::move(found_);
  }

 private:
  void value(const JsonNode& expected, const JsonNode& got, const std::string& path) {
    using Kind = JsonNode::Kind;
    if (expected.kind != got.kind) return differ(path, &expected, &got);
    if (expected.kind == Kind::object) return object(expected, got, path);
    if (expected.kind == Kind::array) return array(expected, got, path);
    const bool same_number =
        expected.kind == Kind::number &&
        std::strtod(expected.text.c_str(), nullptr) == std::strtod(got.text.c_str(), nullptr);
    if (expected.text != got.text && !same_number) differ(path, &expected, &got);
  }

  void object(const JsonNode& expected, const JsonNode& got, const std::string& path) {
    for (const JsonMember& member : expected.members) {
      // Of members of one name the last counts.
      if (expected.find(member.name) != &member.value) continue;
      const std::string here = member_path(path, member.name);
      if (const JsonNode* other = got.find(member.name)) {
        value(member.value, *other, here);
      } else {
        differ(here, &member.value, nullptr);
      }
    }
    for (const JsonMember& member : got.members) {
      if (expected.find(member.name) != nullptr) continue;
      differ(member_path(path, member.name), nullptr, &member.value);
    }
  }

  void array(const JsonNode& expected, const JsonNode& got, const std::string& path) {
    const std::size_t size = std::max(expected.items.size(), got.items.size());
    for (std::size_t i = 0; i < size; ++i) {
      const std::string here = fmt::format("{}[{}]", path, i);
      const bool both = i < expected.items.size() && i < got.items.size();
      if (both) {
        value(expected.items[i], got.items[i], here);
      } else if (i < got.items.size()) {
        differ(here, nullptr, &got.items[i]);
      } else {
        differ(here, &expected.items[i], nullptr);
      }
    }
  }

  void differ(const std::string& path, const JsonNode* expected, const JsonNode* got) {
    found_.push_back({path, std::string(expected ? expected->in(expected_) : ""),
                      std::string(got ? got->in(got_) : "")});
  }

  std::string_view expected_, got_;
  std::vector<Difference> found_;
};

std::string shown(std::string_view json) {
  if (json.size() <= kShown) return std::string(json);
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(json[end]) & 0xc0) == 0x80) --end;
  return fmt::format("{}… ({} bytes)", json.substr(0, end), json.size());
}

}  // namespace

std::vector<Difference> differences(std::string_view expected, std::string_view got) {
  return Comparison(expected, got).run();
}

std::string to_text(const std::vector<Difference>& differences, std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < differences.size() && i < limit; ++i) {
    const Difference& one = differences[i];
    text += one.path;
    if (one.got.empty()) text += " is missing";
    if (one.expected.empty()) text += " was not expected";
    text += '\n';
    if (!one.expected.empty()) text += "  - " + shown(one.expected) + '\n';
    if (!one.got.empty()) text += "  + " + shown(one.got) + '\n';
  }
  if (differences.size() > limit) text += fmt::format("and {} more\n", differences.size() - limit);
  return text;
}

}  // namespace tntc::cli::test
