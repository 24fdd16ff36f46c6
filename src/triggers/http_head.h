#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tntc::triggers {

enum class ContentType { json, text, metrics };

// What happens to the connection after the answer, as the answer must say it.
enum class Persistence { keep, keep_old, close };  // keep_old: HTTP/1.0 wants to be told

struct ResponseHead {
  int status = 200;
  ContentType type = ContentType::json;
  std::size_t length = 0;  // of the body, also when HEAD leaves it out
  Persistence persistence = Persistence::keep;
  std::string_view run = {};   // header Tentacular-Run-Id, left out when empty
  std::string_view date = {};  // of http_date()
  std::optional<int> retry_after = {};
  std::string_view headers = {};  // further ones, each "\r\nName: value"
};

// Appends everything up to and including the empty line. An answer without content (204) says
// nothing about any.
void append_head(std::string& out, const ResponseHead& head);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7)
std::string http_date(std::chrono::system_clock::time_point time);

}  // namespace tntc::triggers
