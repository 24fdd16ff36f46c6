#pragma once

#include <optional>
#include <string_view>

#include "io/http_message.h"

namespace tntc::io {

// Collects the header lines of a response into its HttpHead. Interim responses (100, 103) and
// trailers are left out. Pure: lines in, head out.
class HeadParser {
 public:
  explicit HeadParser(HttpLimits limits) : limits_(limits) {}

  // One line as the server sent it, with or without its line end. Gives the head once, at the empty
  // line that ends the final response's headers; `invalid` when a limit is passed.
  Result<std::optional<HttpHead>> line(std::string_view text);

 private:
  void start(std::string_view status_line);
  Result<void> header(std::string_view text);

  HttpLimits limits_;
  HttpHead head_;
  std::size_t bytes_ = 0;
  bool complete_ = false;
};

// The body of this response reaches the reader decoded, so these two headers would describe bytes
// it never sees: they are removed, as Deno does.
void drop_coding_headers(HttpHeaders& headers);

}  // namespace tntc::io
