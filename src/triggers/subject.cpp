#include "triggers/subject.h"

#include <algorithm>

namespace tntc::triggers {
namespace {

// The text up to the next dot, which is taken away with it.
std::string_view take_token(std::string_view& text) {
  const std::size_t dot = text.find('.');
  const std::string_view token = text.substr(0, dot);
  text.remove_prefix(dot == text.npos ? text.size() : dot + 1);
  return token;
}

bool is_outside(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0x7F || c == '*' || c == '>';
}

}  // namespace

bool is_concrete_subject(std::string_view subject) {
  if (subject.empty() || subject.ends_with('.')) return false;
  if (std::any_of(subject.begin(), subject.end(), &is_outside)) return false;
  while (!subject.empty()) {
    if (take_token(subject).empty()) return false;
  }
  return true;
}

bool subject_matches(std::string_view pattern, std::string_view subject) {
  while (!pattern.empty() && !subject.empty()) {
    const std::string_view wanted = take_token(pattern);
    if (wanted == ">" && pattern.empty()) return true;
    const std::string_view token = take_token(subject);
    if (wanted != "*" && wanted != token) return false;
  }
  return pattern.empty() && subject.empty();
}

}  // namespace tntc::triggers
