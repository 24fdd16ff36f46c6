#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>

namespace tntc::runtime::js {

// Owns a JSStringRef.
class Text {
 public:
  // From UTF-8; bytes that are not valid become U+FFFD. NUL characters are kept.
  explicit Text(std::string_view utf8);
  // Takes over a reference that the C API returned as owned ("Copy", "Create").
  static Text adopt(JSStringRef owned) { return Text(owned); }
  ~Text();
  Text(Text&& other) noexcept : ref_(other.ref_) { other.ref_ = nullptr; }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  Text& operator=(Text&&) = delete;

  JSStringRef get() const { return ref_; }
  // As UTF-8; lone surrogates become U+FFFD.
  std::string utf8() const;

 private:
  explicit Text(JSStringRef owned) : ref_(owned) {}

  JSStringRef ref_;
};

// ToString of a value; empty when that throws (the exception is dropped: script cannot make native
// code run script twice).
std::string to_utf8(JSContextRef context, JSValueRef value);
JSValueRef make_string(JSContextRef context, std::string_view utf8);

}  // namespace tntc::runtime::js
