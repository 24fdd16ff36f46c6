#include "base/utf.h"

namespace tntc {
namespace {

constexpr char32_t kBad = 0xfffd;

struct Decoded {
  char32_t code = kBad;
  std::size_t size = 1;
  bool good = false;
};

std::size_t length_from(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

// The second byte's range depends on the lead: no overlong forms, no surrogates, nothing beyond
// U+10FFFF (Unicode table 3-7).
bool second_is_legal(unsigned char lead, unsigned char second) {
  const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

Decoded decode_one(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_from(byte(0));
  if (length == 1) return {byte(0), 1, true};
  if (length == 0) return {};
  if (text.size() < 2 || !second_is_legal(byte(0), byte(1))) return {};
  char32_t code = byte(0) & (0x7fu >> length);
  code = (code << 6) | (byte(1) & 0x3fu);
  for (std::size_t i = 2; i < length; ++i) {
    if (i >= text.size() || (byte(i) & 0xc0) != 0x80) return {kBad, i, false};
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  return {code, length, true};
}

}  // namespace

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      put(0xe0 | (code >> 12));
    } else {
      put(0xf0 | (code >> 18));
      put(0x80 | ((code >> 12) & 0x3f));
    }
    put(0x80 | ((code >> 6) & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

std::u16string utf16_from_utf8(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode_one(text);
    text.remove_prefix(next.size);
    if (next.code < 0x10000) {
      out.push_back(static_cast<char16_t>(next.code));
      continue;
    }
    out.push_back(static_cast<char16_t>(0xd800 + ((next.code - 0x10000) >> 10)));
    out.push_back(static_cast<char16_t>(0xdc00 + ((next.code - 0x10000) & 0x3ff)));
  }
  return out;
}

std::string utf8_from_utf16(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t code = text[i];
    const bool high = code >= 0xd800 && code <= 0xdbff;
    if (high && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] <= 0xdfff) {
      code = 0x10000 + ((code - 0xd800) << 10) + (text[++i] - 0xdc00u);
    } else if (code >= 0xd800 && code <= 0xdfff) {
      code = kBad;
    }
    append_utf8(out, code);
  }
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode_one(text);
    if (!next.good) return false;
    text.remove_prefix(next.size);
  }
  return true;
}

}  // namespace tntc
