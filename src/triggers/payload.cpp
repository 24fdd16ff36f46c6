#include "triggers/payload.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/ascii.h"
#include "base/json_text.h"
#include "base/utf.h"
#include "bundle/base64.h"
#include "triggers/json_check.h"

namespace tntc::triggers {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kMember = "trigger";

// What String.prototype.trim takes off, within ASCII.
constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

// The string that begins at `at`, with its quotes; the text was checked to be JSON.
std::string_view string_at(std::string_view json, std::size_t at) {
  std::size_t end = at + 1;
  while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return json.substr(at, end + 1 - at);
}

// A name may be written with escapes and mean the same.
bool means_member(std::string_view name) {
  if (name.find('\\') == name.npos) return name.substr(1, name.size() - 2) == kMember;
  boost::system::error_code error;
  const auto value = boost::json::parse({name.data(), name.size()}, error);
  return !error && value.is_string() && std::string_view(value.get_string()) == kMember;
}

// Whether the object has the member itself. A string in it is a name when a colon follows.
bool has_member(std::string_view object) {
  int depth = 0;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const char c = object[i];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::string_view text = string_at(object, i);
    i += text.size() - 1;
    const std::size_t next = object.find_first_not_of(" \t\r\n", i + 1);
    const bool is_name = depth == 1 && next != object.npos && object[next] == ':';
    if (is_name && means_member(text)) return true;
  }
  return false;
}

std::string with_member(std::string_view object, std::string_view trigger) {
  if (trigger.empty() || has_member(object)) return std::string(object);
  std::string out = R"({"trigger":)";
  append_json_string(out, trigger);
  const std::string_view rest = ascii::trimmed(object.substr(1), kBlanks);
  if (!rest.starts_with('}')) out += ',';
  out += rest;
  return out;
}

std::string wrapped(std::string_view payload) {
  std::string out = R"({"data":)";
  if (is_utf8(payload)) {
    append_json_string(out, payload);
    return out + '}';
  }
  append_json_string(out, utf8_from_utf16(utf16_from_utf8(payload)));
  out += R"(,"base64":)";
  append_json_string(out, bundle::to_base64(payload));
  return out + '}';
}

}  // namespace

std::string input_of_payload(std::string_view payload, std::string_view trigger) {
  const std::string_view json = ascii::trimmed(without_mark(payload), kBlanks);
  if (json.empty()) return with_member("{}", trigger);
  if (find_json_fault(json)) return with_member(wrapped(payload), trigger);
  return json.starts_with('{') ? with_member(json, trigger) : std::string(json);
}

Result<std::string> input_of_body(std::string body) {
  if (ascii::trimmed(body, kBlanks).empty()) return "{}";
  if (body.starts_with(kByteOrderMark)) body.erase(0, kByteOrderMark.size());
  if (const auto fault = find_json_fault(body))
    return fail(ErrorKind::invalid, "request body is not JSON: " + to_text(*fault, body),
                "send one JSON value, or an empty body for {}");
  return body;
}

std::string input_of_cron(std::string_view name) {
  return with_member("{}", name);
}

}  // namespace tntc::triggers
