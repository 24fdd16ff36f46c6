#include "ui/json_text.h"

#include <cstddef>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "base/utf.h"

namespace tntc::ui {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// The index after the string that starts at `at` with its quote.
std::size_t skip_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '\\')
      ++at;
    else if (json[at] == '"')
      return at + 1;
  }
  return json.size();
}

std::size_t skip_space(std::string_view json, std::size_t at) {
  while (at < json.size() && is_space(json[at])) ++at;
  return at;
}

// The index after the value that starts at `at`.
std::size_t skip_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = skip_string(json, at);
      if (depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
    if (depth == 0 && (c == '}' || c == ']')) return at;
  }
  return at;
}

void new_line(std::string& out, std::size_t depth) {
  out.append("\n").append(2 * depth, ' ');
}

std::string well_formed(std::string_view text) {
  return is_utf8(text) ? std::string(text) : utf8_from_utf16(utf16_from_utf8(text));
}

}  // namespace

std::string pretty(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (is_space(c)) {
      ++at;
      continue;
    }
    if (c == '"') {
      const std::size_t end = skip_string(json, at);
      out.append(json.substr(at, end - at));
      at = end;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') {
      out.push_back(c);
      const std::size_t next = skip_space(json, at);
      if (next < json.size() && (json[next] == '}' || json[next] == ']')) {
        out.push_back(json[next]);
        at = next + 1;
        continue;
      }
      new_line(out, ++depth);
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
      new_line(out, depth);
      out.push_back(c);
    } else if (c == ',') {
      out.push_back(c);
      new_line(out, depth);
    } else if (c == ':') {
      out.append(": ");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::vector<Member> members(std::string_view json) {
  std::vector<Member> found;
  std::size_t at = skip_space(json, 0);
  if (at >= json.size() || json[at] != '{') return found;
  at = skip_space(json, at + 1);
  while (at < json.size() && json[at] == '"') {
    const std::size_t name_end = skip_string(json, at);
    const std::string_view name = json.substr(at, name_end - at);
    at = skip_space(json, name_end);
    if (at >= json.size() || json[at] != ':') break;
    at = skip_space(json, at + 1);
    const std::size_t start = at;
    at = skip_value(json, at);
    std::string_view value = json.substr(start, at - start);
    while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
    found.push_back({unquoted(name), value});
    at = skip_space(json, at);
    if (at >= json.size() || json[at] != ',') break;
    at = skip_space(json, at + 1);
  }
  return found;
}

std::string_view member(std::string_view json, std::string_view name) {
  for (const Member& m : members(json)) {
    if (m.name == name) return m.value;
  }
  return {};
}

std::string unquoted(std::string_view json, std::string_view otherwise) {
  boost::system::error_code error;
  const auto value = boost::json::parse({json.data(), json.size()}, error);
  return std::string(!error && value.is_string() ? value.get_string() : otherwise);
}

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(well_formed(text)));
}

}  // namespace tntc::ui
