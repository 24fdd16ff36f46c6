#include "base/json_slices.h"

#include <algorithm>
#include <boost/json.hpp>

namespace tntc {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  // After spaces.
  bool take(char wanted) {
    skip_space();
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  // The text of the value that begins here, after spaces; the scanner is behind it then.
  std::string_view value() {
    skip_space();
    const std::size_t begin = at_;
    const char first = peek();
    if (first == '"') {
      skip_text();
    } else if (first == '{' || first == '[') {
      skip_container();
    } else {
      at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  void skip_text() {
    for (++at_; !at_end() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  void skip_container() {
    std::size_t depth = 0;
    while (!at_end()) {
      const char c = text_[at_];
      if (c == '"') {
        skip_text();
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return;
    }
  }

  std::string_view text_;
  std::size_t at_;
};

bool is_name(std::string_view written, const std::string& name) {
  if (written.size() < 2) return false;
  if (written.find('\\') == std::string_view::npos) {
    return written.substr(1, written.size() - 2) == name;
  }
  boost::system::error_code error;
  const boost::json::value read = boost::json::parse(written, error);
  return !error && read.is_string() && read.get_string() == name;
}

std::string_view member(std::string_view object, const std::string& name) {
  Scanner scanner(object);
  std::string_view found;
  if (!scanner.take('{')) return found;
  while (!scanner.at_end()) {
    const std::string_view key = scanner.value();
    if (!scanner.take(':')) break;
    const std::string_view value = scanner.value();
    if (is_name(key, name)) found = value;
    if (!scanner.take(',')) break;
  }
  return found;
}

// Calls `visit` with each element's text, until it answers false.
template <class Visit>
void each_element(std::string_view array, Visit visit) {
  Scanner scanner(array);
  if (!scanner.take('[') || scanner.take(']')) return;
  while (!scanner.at_end()) {
    const std::string_view value = scanner.value();
    if (value.empty() || !visit(value) || !scanner.take(',')) return;
  }
}

std::string_view element(std::string_view array, std::uint64_t index) {
  std::string_view found;
  each_element(array, [&](std::string_view value) {
    if (index-- > 0) return true;
    found = value;
    return false;
  });
  return found;
}

}  // namespace

JsonKind json_kind(std::string_view value) {
  if (value.empty()) return JsonKind::nothing;
  switch (value.front()) {
    case 'n': return JsonKind::null;
    case 't':
    case 'f': return JsonKind::boolean;
    case '"': return JsonKind::text;
    case '[': return JsonKind::array;
    case '{': return JsonKind::object;
    default: return JsonKind::number;
  }
}

std::string_view json_at(std::string_view text, const std::vector<JsonStep>& path) {
  std::string_view found = Scanner(text).value();
  for (const JsonStep& step : path) {
    const auto* const name = std::get_if<std::string>(&step);
    found = name ? member(found, *name) : element(found, std::get<std::uint64_t>(step));
  }
  return found;
}

std::vector<std::size_t> json_elements(std::string_view array, std::size_t most) {
  std::vector<std::size_t> found;
  each_element(array, [&](std::string_view value) {
    found.push_back(static_cast<std::size_t>(value.data() - array.data()));
    return found.size() <= most;
  });
  return found;
}

std::string_view json_value_at(std::string_view text, std::size_t begin) {
  return Scanner(text, begin).value();
}

}  // namespace tntc
