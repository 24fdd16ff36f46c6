#include "spec/scalar_source.h"

#include <algorithm>

namespace tntc::spec {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_quote(char c) {
  return c == '"' || c == '\'';
}

// Past an anchor and a tag, which yaml-cpp counts as part of the scalar.
std::size_t skip_properties(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    while (at < text.size() && !is_blank(text[at])) ++at;
    while (at < text.size() && is_blank(text[at])) ++at;
  }
  return at;
}

std::size_t length_of_escape(std::string_view rest) {
  switch (rest.size() > 1 ? rest[1] : ' ') {
    case 'x': return 4;
    case 'u': return 6;
    case 'U': return 10;
    default: return 2;
  }
}

// The number of source bytes that give one byte of a quoted text: escapes take more. An escape that
// yields several bytes is counted once for each; only text of that kind is then placed too far.
std::size_t length_in_quotes(std::string_view rest, char quote) {
  if (quote == '"' && rest.starts_with('\\')) return length_of_escape(rest);
  if (quote == '\'' && rest.starts_with("''")) return 2;
  return 1;
}

}  // namespace

std::size_t offset_in_scalar(std::string_view source, const YamlValue& scalar, std::size_t index) {
  const std::string_view rest = source.substr(scalar.offset);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  std::size_t at = skip_properties(line);
  if (at >= line.size() || line[at] == '|' || line[at] == '>' || line[at] == '*') {
    return scalar.offset;
  }
  const char quote = line[at];
  if (!is_quote(quote)) {
    return line.substr(at).starts_with(scalar.text) ? scalar.offset + at + index : scalar.offset;
  }
  ++at;
  for (std::size_t i = 0; i < index && at < line.size(); ++i) {
    at += length_in_quotes(line.substr(at), quote);
  }
  return at < line.size() ? scalar.offset + at : scalar.offset;
}

bool is_closed(std::string_view source, std::size_t offset) {
  const std::string_view rest = source.substr(std::min(offset, source.size()));
  std::size_t at = skip_properties(rest);
  if (at >= rest.size() || !is_quote(rest[at])) return true;
  const char quote = rest[at++];
  while (at < rest.size()) {
    const bool is_escape = quote == '"' ? rest[at] == '\\' : rest.substr(at).starts_with("''");
    if (rest[at] == quote && !is_escape) return true;
    at += is_escape ? 2 : 1;
  }
  return false;
}

}  // namespace tntc::spec
