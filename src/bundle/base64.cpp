#include "bundle/base64.h"

#include <openssl/evp.h>

#include <climits>

#include "base/assert.h"

namespace tntc::bundle {
namespace {

const unsigned char* as_unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* as_unsigned(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  TNTC_ASSERT(bytes.size() < INT_MAX / 2);
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // one more: a NUL is written
  const int size =
      EVP_EncodeBlock(as_unsigned(text), as_unsigned(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > INT_MAX / 2) return std::nullopt;
  if (text.empty()) return std::string();
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(as_unsigned(bytes), as_unsigned(text), static_cast<int>(text.size()));
  if (size != static_cast<int>(bytes.size())) return std::nullopt;
  // OpenSSL counts the padding as bytes, and forgives white space and stray bits.
  bytes.resize(bytes.size() - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace tntc::bundle
