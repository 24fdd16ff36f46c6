#include "io/content_decoder.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"
#include "base/assert.h"
#include "io/late_library.h"

namespace tntc::io {
namespace {

// Brotli's C interface is declared here, by its documentation: its development package is needed
// for nothing else.
struct BrotliState;
constexpr int kBrotliError = 0;
constexpr int kBrotliDone = 1;

struct Libraries {
  decltype(&::inflateInit2_) inflate_init = nullptr;
  decltype(&::inflate) inflate = nullptr;
  decltype(&::inflateReset) inflate_reset = nullptr;
  decltype(&::inflateEnd) inflate_end = nullptr;

  BrotliState* (*brotli_create)(void*, void*, void*) = nullptr;
  void (*brotli_destroy)(BrotliState*) = nullptr;
  int (*brotli_decompress)(BrotliState*, std::size_t*, const std::uint8_t**, std::size_t*,
                           std::uint8_t**, std::size_t*) = nullptr;
};

Result<Libraries> open() {
  constexpr const char* kWhat = "the decoders";
  constexpr const char* kHint = "install the packages zlib1g and libbrotli1";
  TNTC_TRY(void* const zlib, open_library("libz.so.1", kWhat, kHint));
  TNTC_TRY(void* const brotli, open_library("libbrotlidec.so.1", kWhat, kHint));
  Libraries found;
  if (!find_symbol(zlib, "inflateInit2_", found.inflate_init) ||
      !find_symbol(zlib, "inflate", found.inflate) ||
      !find_symbol(zlib, "inflateReset", found.inflate_reset) ||
      !find_symbol(zlib, "inflateEnd", found.inflate_end) ||
      !find_symbol(brotli, "BrotliDecoderCreateInstance", found.brotli_create) ||
      !find_symbol(brotli, "BrotliDecoderDestroyInstance", found.brotli_destroy) ||
      !find_symbol(brotli, "BrotliDecoderDecompressStream", found.brotli_decompress))
    return fail(ErrorKind::unavailable,
                "loading the decoders: libz.so.1 or libbrotlidec.so.1 lacks a function", kHint);
  return found;
}

// Room for the next piece at the end of a string, cut to what was used of it.
class Tail {
 public:
  Tail(std::string& text, std::size_t room) : text_(text), start_(text.size()) {
    text_.resize(start_ + room);
  }
  std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(text_.data() + start_); }
  void keep(std::size_t used) { text_.resize(start_ + used); }

 private:
  std::string& text_;
  std::size_t start_;
};

enum class Wrapping { gzip, zlib, none };

// deflate with its wrappings. "deflate" means the zlib format (RFC 9110), but many servers send it
// bare; the first byte tells.
class Inflater : public ContentDecoder {
 public:
  Inflater(const Libraries& libraries, bool gzip) : libraries_(libraries), gzip_(gzip) {}
  ~Inflater() override {
    if (started_) libraries_.inflate_end(&stream_);
  }

  Result<std::size_t> decode(std::string_view input, std::string& output,
                             std::size_t room) override {
    if (input.empty() && !started_) return 0u;
    if (!started_) start(input.front());
    if (complete_ && !begins_anew(input)) return input.size();  // padding after the end

    const auto given = static_cast<uInt>(std::min<std::size_t>(input.size(), 1u << 30));
    Tail tail(output, room);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = given;
    stream_.next_out = tail.data();
    stream_.avail_out = static_cast<uInt>(room);
    const int code = libraries_.inflate(&stream_, Z_NO_FLUSH);
    tail.keep(room - stream_.avail_out);
    if (code == Z_STREAM_END) complete_ = true;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return fail(ErrorKind::invalid, stream_.msg != nullptr ? stream_.msg : "corrupt data");
    return given - stream_.avail_in;
  }

  bool complete() const override { return complete_; }

 private:
  void start(char first) {
    Wrapping wrapping = gzip_ ? Wrapping::gzip : Wrapping::none;
    if (!gzip_ && (first & 0x0f) == Z_DEFLATED) wrapping = Wrapping::zlib;
    const int bits = wrapping == Wrapping::gzip   ? MAX_WBITS + 16
                     : wrapping == Wrapping::zlib ? MAX_WBITS
                                                  : -MAX_WBITS;
    TNTC_ASSERT(libraries_.inflate_init(&stream_, bits, ZLIB_VERSION, sizeof stream_) == Z_OK);
    started_ = true;
  }

  // A gzip file may be several after each other (RFC 1952).
  bool begins_anew(std::string_view input) {
    if (!gzip_ || input.empty() || input.front() != '\x1f') return false;
    libraries_.inflate_reset(&stream_);
    complete_ = false;
    return true;
  }

  const Libraries& libraries_;
  const bool gzip_;
  z_stream stream_{};
  bool started_ = false;
  bool complete_ = false;
};

class Unbrotli : public ContentDecoder {
 public:
  explicit Unbrotli(const Libraries& libraries)
      : libraries_(libraries), state_(libraries.brotli_create(nullptr, nullptr, nullptr)) {
    TNTC_ASSERT(state_ != nullptr);
  }
  ~Unbrotli() override { libraries_.brotli_destroy(state_); }
  Unbrotli(const Unbrotli&) = delete;
  Unbrotli& operator=(const Unbrotli&) = delete;

  Result<std::size_t> decode(std::string_view input, std::string& output,
                             std::size_t room) override {
    if (complete_) return input.size();
    Tail tail(output, room);
    std::size_t left = input.size();
    auto next = reinterpret_cast<const std::uint8_t*>(input.data());
    std::size_t free = room;
    std::uint8_t* target = tail.data();
    const int code = libraries_.brotli_decompress(state_, &left, &next, &free, &target, nullptr);
    tail.keep(room - free);
    if (code == kBrotliError) return fail(ErrorKind::invalid, "corrupt data");
    if (code == kBrotliDone) complete_ = true;
    return input.size() - left;
  }

  bool complete() const override { return complete_; }

 private:
  const Libraries& libraries_;
  BrotliState* state_;
  bool complete_ = false;
};

}  // namespace

Result<std::unique_ptr<ContentDecoder>> make_content_decoder(std::string_view coding) {
  const auto is = [coding](std::string_view name) {
    return ascii::equal_ignoring_case(coding, name);
  };
  const bool gzip = is("gzip") || is("x-gzip");
  if (!gzip && !is("deflate") && !is("br")) return std::unique_ptr<ContentDecoder>();
  TNTC_TRY(const Libraries* const libraries, load_once(&open));
  if (is("br")) return std::unique_ptr<ContentDecoder>(std::make_unique<Unbrotli>(*libraries));
  return std::unique_ptr<ContentDecoder>(std::make_unique<Inflater>(*libraries, gzip));
}

}  // namespace tntc::io
