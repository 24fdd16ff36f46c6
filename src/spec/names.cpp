#include "spec/names.h"

#include <algorithm>
#include <vector>

namespace tntc::spec {
namespace {

// No subject, URL path or zone in use comes near these.
constexpr std::size_t kLongestPath = 1024;
constexpr std::size_t kLongestZone = 64;
constexpr std::size_t kLongestEvent = 128;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower_or_digit(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_graphic(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t end = text.find(separator); end != text.npos;
       end = text.find(separator, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

}  // namespace

bool is_workflow_name(std::string_view text) {
  if (text.empty() || !is_lower(text.front()) || text.back() == '-') return false;
  return text.find("--") == text.npos &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_node_name(std::string_view text) {
  if (text.empty() || !is_lower(text.front())) return false;
  return std::ranges::all_of(text,
                             [](char c) { return is_lower_or_digit(c) || c == '-' || c == '_'; });
}

bool is_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == text.npos) return false;
  const auto is_number = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, is_digit);
  };
  return is_number(text.substr(0, dot)) && is_number(text.substr(dot + 1));
}

bool is_namespace(std::string_view text) {
  if (text.empty() || text.size() > kLongestLabel) return false;
  if (text.front() == '-' || text.back() == '-') return false;
  return std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_zone_name(std::string_view text) {
  // Only Etc/ has zones with a sign: "UTC+2" is a habit, not a zone. "Local" would mean the pod's.
  if (text.size() > kLongestZone || text == "Local") return false;
  if (text.find('+') != text.npos && !text.starts_with("Etc/")) return false;
  const auto parts = split(text, '/');
  return std::ranges::all_of(parts, [](std::string_view part) {
    return !part.empty() && is_letter(part.front()) && std::ranges::all_of(part, [](char c) {
      return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+';
    });
  });
}

bool is_event_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestEvent || text == "." || text == "..") return false;
  return std::ranges::all_of(
      text, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_subject(std::string_view text) {
  if (text.empty() || text.size() > kLongestPath) return false;
  const auto tokens = split(text, '.');
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i];
    if (token.empty() || !std::ranges::all_of(token, is_graphic)) return false;
    if (token.find('*') != token.npos && token != "*") return false;
    if (token.find('>') != token.npos && (token != ">" || i + 1 != tokens.size())) return false;
  }
  return true;
}

bool is_url_path(std::string_view text) {
  if (!text.starts_with('/') || text.size() > kLongestPath) return false;
  if (!std::ranges::all_of(text, is_graphic)) return false;
  if (text.find_first_of("?#\\\"<>{}|^`") != text.npos) return false;
  if (text == "/") return true;
  const auto segments = split(text.substr(1), '/');
  return std::ranges::none_of(segments, [](std::string_view segment) {
    return segment.empty() || segment == "." || segment == "..";
  });
}

PathFault fault_of_file_path(std::string_view path) {
  if (path.size() > kLongestPath || std::ranges::any_of(path, is_control)) {
    return PathFault::bad_character;
  }
  if (path.starts_with('/')) return PathFault::absolute;
  int depth = 0;
  const auto parts = split(path, '/');
  for (const std::string_view part : parts) {
    if (part == "..") {
      if (--depth < 0) return PathFault::outside;
    } else if (!part.empty() && part != ".") {
      ++depth;
    }
  }
  const std::string_view last = parts.back();
  const bool is_directory = last.empty() || last == "." || last == "..";
  return is_directory ? PathFault::not_a_file : PathFault::none;
}

}  // namespace tntc::spec
