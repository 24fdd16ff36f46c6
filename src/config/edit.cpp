#include "config/edit.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/config_file.h"
#include "config/load_tree.h"

namespace tntc::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Checked values hold nothing that needs escaping. Plain only what no reader of YAML takes for
// anything but text.
std::string spelled(const std::string& value) {
  constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no", "on",
                                         "off",  "y",     "n",    "inf", "nan"};
  const bool is_plain = !value.empty() && value.front() >= 'a' && value.front() <= 'z' &&
                        std::ranges::find(kWords, std::string_view(value)) == std::end(kWords);
  return is_plain ? value : '"' + value + '"';
}

struct Place {
  std::size_t key = 0;
  std::size_t value = 0;
};

std::optional<spec::YamlValue> tree_of(std::string_view text) {
  spec::SourceText source(text);
  spec::Findings findings("", source);
  return load_tree(findings);
}

// Offsets count from behind a byte order mark.
std::optional<Place> place_of(std::string_view text, Key key) {
  const auto root = tree_of(text);
  if (!root) return std::nullopt;
  for (std::size_t i = 0; i < root->keys.size(); ++i) {
    if (root->keys[i].text != name_of(key)) continue;
    const std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    return Place{root->keys[i].offset + mark, root->items[i].offset + mark};
  }
  return std::nullopt;
}

// Where a value of one line that begins at `start` ends.
std::size_t end_of_value(std::string_view text, std::size_t start) {
  const char quote = text[start];
  if (quote == '"' || quote == '\'') {
    const std::size_t close = text.find(quote, start + 1);
    return close == text.npos ? text.size() : close + 1;
  }
  const std::string_view line = text.substr(start, text.find('\n', start) - start);
  const std::string_view value = line.substr(0, line.find(" #"));
  return start + value.find_last_not_of(" \t\r") + 1;
}

void remove_line(std::string& text, std::size_t at) {
  const std::size_t before = at == 0 ? text.npos : text.rfind('\n', at - 1);
  const std::size_t start = before == text.npos ? 0 : before + 1;
  const std::size_t mark = start == 0 && text.starts_with(kByteOrderMark) ? 3 : 0;
  const std::size_t newline = text.find('\n', at);
  const std::size_t end = newline == text.npos ? text.size() : newline + 1;
  text.erase(start + mark, end - start - mark);
}

void append_line(std::string& text, const std::string& line) {
  const std::string_view newline = text.find("\r\n") == text.npos ? "\n" : "\r\n";
  if (!text.empty() && !text.ends_with('\n')) text += newline;
  text += line;
  text += newline;
}

void apply(std::string& text, const Change& change) {
  const auto place = place_of(text, change.key);
  if (!change.value) {
    if (place) remove_line(text, place->key);
  } else if (place) {
    text.replace(place->value, end_of_value(text, place->value) - place->value,
                 spelled(*change.value));
  } else {
    append_line(text, fmt::format("{}: {}", name_of(change.key), spelled(*change.value)));
  }
}

bool same(const spec::YamlValue& a, const spec::YamlValue& b) {
  return a.kind == b.kind && a.is_quoted == b.is_quoted && a.text == b.text &&
         std::ranges::equal(a.keys, b.keys, {}, &spec::YamlKey::text, &spec::YamlKey::text) &&
         std::ranges::equal(a.items, b.items, same);
}

// What the file would have to say after the changes, apart from where it says it.
spec::YamlValue changed(spec::YamlValue root, std::span<const Change> changes) {
  root.kind = spec::YamlKind::map;
  for (const Change& change : changes) {
    const auto at = std::ranges::find(root.keys, name_of(change.key), &spec::YamlKey::text);
    const auto index = at - root.keys.begin();
    const bool is_there = at != root.keys.end();
    if (!change.value) {
      if (!is_there) continue;
      root.keys.erase(at);
      root.items.erase(root.items.begin() + index);
      continue;
    }
    spec::YamlValue value;
    value.kind = spec::YamlKind::text;
    value.text = *change.value;
    value.is_quoted = spelled(value.text).starts_with('"');
    if (is_there) {
      root.items[static_cast<std::size_t>(index)] = std::move(value);
    } else {
      root.keys.push_back({.text = std::string(name_of(change.key))});
      root.items.push_back(std::move(value));
    }
  }
  return root;
}

Result<void> refuse_broken(std::string_view text, const std::string& path) {
  for (const Diagnostic& found : parse_config(text, path).diagnostics)
    if (found.severity == Severity::error)
      return fail_at(ErrorKind::invalid, where(found), found.message, found.hint);
  return {};
}

}  // namespace

// The change is made in the text and then judged by what the text means: whatever way of writing
// YAML the edit does not know is found there, and refused.
Result<std::string> edited(std::string text, std::span<const Change> changes,
                           const std::string& path) {
  TNTC_CHECK(refuse_broken(text, path));
  const auto before = tree_of(text);
  for (const Change& change : changes) apply(text, change);
  const auto after = tree_of(text);
  const bool is_empty = after && after->kind == spec::YamlKind::null;
  const spec::YamlValue wanted = changed(before.value_or(spec::YamlValue()), changes);
  if (after && (same(*after, wanted) || (is_empty && wanted.keys.empty()))) return text;
  return fail_at(ErrorKind::conflict, path,
                 "the file is written in a way that cannot be changed without losing some of it",
                 "write each key on a line of its own, `namespace: team-a`, or change it by hand");
}

}  // namespace tntc::config
