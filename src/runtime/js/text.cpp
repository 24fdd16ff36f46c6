#include "runtime/js/text.h"

#include <algorithm>

#include "base/utf.h"

namespace tntc::runtime::js {
namespace {

bool is_plain_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\0' || static_cast<unsigned char>(c) >= 0x80; });
}

JSStringRef make_ref(std::string_view utf8) {
  // The C API's UTF-8 constructor wants a terminated string and stops at NUL, so it serves plain
  // ASCII only; everything else goes through UTF-16.
  constexpr std::size_t kOnStack = 512;
  if (utf8.size() < kOnStack && is_plain_ascii(utf8)) {
    char buffer[kOnStack];
    *std::ranges::copy(utf8, buffer).out = '\0';
    return JSStringCreateWithUTF8CString(buffer);
  }
  if (is_plain_ascii(utf8)) return JSStringCreateWithUTF8CString(std::string(utf8).c_str());
  const std::u16string wide = utf16_from_utf8(utf8);
  return JSStringCreateWithCharacters(reinterpret_cast<const JSChar*>(wide.data()), wide.size());
}

}  // namespace

Text::Text(std::string_view utf8) : ref_(make_ref(utf8)) {}

Text::~Text() {
  if (ref_ != nullptr) JSStringRelease(ref_);
}

std::string Text::utf8() const {
  // JSStringGetUTF8CString is exact for well-formed text and quick for 8-bit strings; it writes a
  // terminator and returns the size with it.
  const std::size_t capacity = JSStringGetMaximumUTF8CStringSize(ref_);
  std::string out(capacity, '\0');
  const std::size_t size = JSStringGetUTF8CString(ref_, out.data(), capacity);
  if (size == 0) {  // not well formed
    const auto* wide = reinterpret_cast<const char16_t*>(JSStringGetCharactersPtr(ref_));
    return utf8_from_utf16({wide, JSStringGetLength(ref_)});
  }
  out.resize(size - 1);
  return out;
}

std::string to_utf8(JSContextRef context, JSValueRef value) {
  JSValueRef exception = nullptr;
  JSStringRef text = JSValueToStringCopy(context, value, &exception);
  if (text == nullptr) return {};
  return Text::adopt(text).utf8();
}

JSValueRef make_string(JSContextRef context, std::string_view utf8) {
  return JSValueMakeString(context, Text(utf8).get());
}

}  // namespace tntc::runtime::js
