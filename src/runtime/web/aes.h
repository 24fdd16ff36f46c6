#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

enum class Direction { encrypt, decrypt };

// AES with a key of 16, 24 or 32 bytes. Each fails with `invalid` for sizes that the mode does not
// know, and when what is decrypted is not what was encrypted (padding, tag).

// The iv has 16 bytes; the padding is that of PKCS #7.
Result<std::string> aes_cbc(Direction direction, std::string_view key, std::string_view iv,
                            std::string_view bytes, const MayGoOn& may_go_on);

// `counter_bits` of the block's end count, from 1 to 128, and wrap by themselves; more blocks than
// they can tell apart are refused.
Result<std::string> aes_ctr(std::string_view key, std::string_view block, int counter_bits,
                            std::string_view bytes, const MayGoOn& may_go_on);

// The tag follows the encrypted bytes.
struct GcmSettings {
  std::string_view iv, additional;
  int tag_bits = 128;
};
Result<std::string> aes_gcm(Direction direction, std::string_view key, const GcmSettings& settings,
                            std::string_view bytes, const MayGoOn& may_go_on);

// RFC 3394: keys wrapped by keys.
Result<std::string> aes_kw(Direction direction, std::string_view key, std::string_view bytes);

}  // namespace tntc::runtime::web
