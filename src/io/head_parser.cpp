#include "io/head_parser.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "io/status_text.h"

namespace tntc::io {
namespace {

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::optional<HttpHead>> HeadParser::line(std::string_view text) {
  if (complete_) return std::nullopt;  // trailers
  text = without_line_end(text);
  if (text.starts_with("HTTP/")) {
    start(text);
    return std::nullopt;
  }
  if (!text.empty()) {
    TNTC_CHECK(header(text));
    return std::nullopt;
  }
  if (head_.status < 200) return std::nullopt;
  complete_ = true;
  return std::move(head_);
}

// "HTTP/1.1 404 Not Found", "HTTP/2 404".
void HeadParser::start(std::string_view status_line) {
  head_ = HttpHead();
  bytes_ = 0;
  const std::size_t space = status_line.find(' ');
  if (space == std::string_view::npos) return;
  const std::string_view rest = ascii::trimmed(status_line.substr(space));
  std::from_chars(rest.data(), rest.data() + rest.size(), head_.status);
  const std::size_t gap = rest.find(' ');
  if (gap != std::string_view::npos) head_.status_text = ascii::trimmed(rest.substr(gap));
  if (head_.status_text.empty()) head_.status_text = status_text(head_.status);
}

Result<void> HeadParser::header(std::string_view text) {
  bytes_ += text.size();
  if (bytes_ > limits_.header_bytes)
    return fail(ErrorKind::invalid, "the response's headers are over the limit of " +
                                        std::to_string(limits_.header_bytes) + " bytes");
  const bool folded = text.front() == ' ' || text.front() == '\t';
  if (folded && !head_.headers.empty()) {
    head_.headers.back().second.append(" ").append(ascii::trimmed(text));
    return {};
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  if (head_.headers.size() == limits_.header_count)
    return fail(ErrorKind::invalid, "the response has more headers than the limit of " +
                                        std::to_string(limits_.header_count));
  head_.headers.emplace_back(ascii::lower(ascii::trimmed(text.substr(0, colon))),
                             ascii::trimmed(text.substr(colon + 1)));
  return {};
}

void drop_coding_headers(HttpHeaders& headers) {
  std::erase_if(headers, [](const auto& header) {
    return header.first == "content-encoding" || header.first == "content-length";
  });
}

}  // namespace tntc::io
