#include "secrets/uncomment.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include "secrets/yaml_read.h"

namespace tntc::secrets {
namespace {

// Each reads the whole text again.
constexpr int kMostRounds = 200;

struct Line {
  std::string text;     // as in the example, without its line end
  std::string content;  // of a comment: without the `#` and one space
  bool is_comment = false;
  bool is_entry = false;  // a comment that is to be uncommented
};

std::size_t indent_of(std::string_view text) {
  return std::min(text.find_first_not_of(' '), text.size());
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == text.npos;
}

Line make_line(std::string_view text) {
  Line line;
  if (text.ends_with('\r')) text.remove_suffix(1);
  line.text = text;
  const std::size_t hash = indent_of(text);
  if (hash >= text.size() || text[hash] != '#') return line;
  line.is_comment = true;
  std::string_view content = text.substr(hash + 1);
  if (content.starts_with(' ')) content.remove_prefix(1);
  line.content = std::string(text.substr(0, hash)) + std::string(content);
  return line;
}

std::vector<Line> split(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(make_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The value behind `key:`, without what surrounds it; nothing when there is no key.
struct Entry {
  bool is_key = false;
  std::string_view key, value;
};

Entry entry_of(std::string_view content) {
  content.remove_prefix(indent_of(content));
  std::size_t end = 0;
  while (end < content.size() && (std::isalnum(static_cast<unsigned char>(content[end])) ||
                                  std::string_view("_-.").find(content[end]) != content.npos)) {
    ++end;
  }
  if (end == 0 || end >= content.size() || content[end] != ':') return {};
  std::string_view value = content.substr(end + 1);
  if (!value.empty() && value.front() != ' ') return {};
  const std::string_view key = content.substr(0, end);
  value.remove_prefix(indent_of(value));
  while (value.ends_with(' ')) value.remove_suffix(1);
  return {true, key, value};
}

// "Note: copy this file" has the form of an entry. No secret is a plain text of several words.
bool reads_as_prose(const Entry& entry) {
  if (entry.value.empty()) return false;
  const bool is_quoted =
      std::string_view("\"'{[|>&*!").find(entry.value.front()) != std::string_view::npos;
  const std::string_view value = entry.value.substr(0, entry.value.find(" #"));
  return !is_quoted && value.find(' ') != value.npos;
}

bool is_list_item(std::string_view content) {
  content.remove_prefix(indent_of(content));
  return content == "-" || content.starts_with("- ");
}

// The next line that is not blank, as the content it would have.
const Line* next_content(const std::vector<Line>& lines, std::size_t i) {
  for (++i; i < lines.size(); ++i) {
    if (!lines[i].is_comment) return is_blank(lines[i].text) ? nullptr : &lines[i];
    if (!is_blank(lines[i].content)) return &lines[i];
  }
  return nullptr;
}

bool has_block_below(const std::vector<Line>& lines, std::size_t i) {
  const Line* next = next_content(lines, i);
  if (next == nullptr) return false;
  const std::string& content = next->is_comment ? next->content : next->text;
  return indent_of(content) > indent_of(lines[i].content);
}

// Whether a line at the outer level begins an entry. A key without a value needs a block below it:
// else "Usage:" would be one.
bool begins_entry(const std::vector<Line>& lines, std::size_t i) {
  if (lines[i].content.starts_with('#')) return false;
  const Entry entry = entry_of(lines[i].content);
  if (!entry.is_key || reads_as_prose(entry)) return false;
  return !entry.value.empty() || has_block_below(lines, i);
}

// Finds the entries among the comments: what is indented below an entry belongs to it.
void find_entries(std::vector<Line>& lines) {
  bool inside = false;
  std::size_t outer = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Line& line = lines[i];
    if (!line.is_comment) {
      if (!is_blank(line.text)) inside = true, outer = indent_of(line.text);
      continue;
    }
    if (is_blank(line.content)) continue;
    const std::size_t indent = indent_of(line.content);
    if (inside && indent > outer) {
      line.is_entry = true;
      continue;
    }
    inside = begins_entry(lines, i) || (inside && is_list_item(line.content));
    line.is_entry = inside;
    outer = indent;
  }
}

std::string joined(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += (line.is_entry ? line.content : line.text) + '\n';
  return text;
}

// The line of "file:line:column", from 0; nothing below it is read.
std::size_t line_of(const std::string& where) {
  std::size_t line = 0;
  const std::size_t colon = where.find(':');
  if (colon == std::string::npos) return 0;
  std::from_chars(where.data() + colon + 1, where.data() + where.size(), line);
  return line == 0 ? 0 : line - 1;
}

// Makes a comment again of the entry around line `at`, or of the one before it: readers notice
// late.
bool give_up_entry(std::vector<Line>& lines, std::size_t at) {
  at = std::min(at, lines.size() - 1);
  while (at > 0 && !lines[at].is_entry) --at;
  if (!lines[at].is_entry) return false;
  std::size_t begin = at;
  const auto is_outer = [&](const Line& line) { return indent_of(line.content) == 0; };
  while (begin > 0 && lines[begin - 1].is_entry && !is_outer(lines[begin])) --begin;
  for (std::size_t i = begin; i < lines.size() && lines[i].is_entry; ++i) {
    if (i > begin && is_outer(lines[i])) break;
    lines[i].is_entry = false;
  }
  return true;
}

// Entries that are broken by themselves; readers often blame a later one.
void drop_broken_entries(std::vector<Line>& lines) {
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1;
    if (!lines[begin].is_entry || indent_of(lines[begin].content) > 0) {
      begin = end;
      continue;
    }
    while (end < lines.size() && lines[end].is_entry && indent_of(lines[end].content) > 0) ++end;
    const std::vector<Line> entry(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                  lines.begin() + static_cast<std::ptrdiff_t>(end));
    if (!read_yaml(joined(entry), "example")) {
      for (std::size_t i = begin; i < end; ++i) lines[i].is_entry = false;
    }
    begin = end;
  }
}

}  // namespace

Result<std::string> uncomment(std::string_view example, const std::string& file) {
  std::vector<Line> lines = split(example);
  if (lines.empty()) return std::string();
  find_entries(lines);
  drop_broken_entries(lines);
  for (int round = 0; round < kMostRounds; ++round) {
    std::string text = joined(lines);
    const auto read = read_yaml(text, file);
    if (read) return text;
    if (!give_up_entry(lines, line_of(read.error().where.substr(file.size())))) break;
  }
  for (Line& line : lines) line.is_entry = false;
  std::string text = joined(lines);
  if (read_yaml(text, file)) return text;
  // The example was not valid to begin with.
  for (Line& line : lines) {
    if (!line.is_comment && !is_blank(line.text)) line.text = "# " + line.text;
  }
  text = joined(lines);
  if (auto read = read_yaml(text, file); !read) return tl::unexpected(std::move(read.error()));
  return text;
}

}  // namespace tntc::secrets
