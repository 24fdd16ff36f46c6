#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::io {

// Takes one content coding off a body, piece by piece. Output is made only as it is asked for, so a
// small body that unfolds to gigabytes costs no memory.
class ContentDecoder {
 public:
  virtual ~ContentDecoder() = default;

  // Appends at most `room` bytes to `output` and says how many bytes of `input` are used up: call
  // again with the rest. Nothing used and nothing made: more input is needed. `invalid` for bytes
  // that are not of this coding.
  virtual Result<std::size_t> decode(std::string_view input, std::string& output,
                                     std::size_t room) = 0;

  // The coded body has come to its own end.
  virtual bool complete() const = 0;
};

// For the value of a Content-Encoding header: gzip, x-gzip, br or deflate; a null pointer for every
// other coding, and for several, whose bytes are to be passed on as they are. `unavailable` when a
// library is missing; the libraries come with libcurl and are loaded at first use.
Result<std::unique_ptr<ContentDecoder>> make_content_decoder(std::string_view coding);

}  // namespace tntc::io
