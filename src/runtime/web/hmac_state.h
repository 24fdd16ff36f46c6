#pragma once

#include <string_view>

#include "runtime/web/evp.h"

namespace tntc::runtime::web {

// HMAC over one key, for any number of messages one after the other: the key's two blocks are
// hashed once, which is what PBKDF2 lives on.
class HmacState {
 public:
  // A key longer than a block is hashed, for which `may_go_on` is asked.
  static Result<HmacState> make(std::string_view hash, std::string_view key,
                                const MayGoOn& may_go_on);

  std::size_t size() const { return size_; }
  bool update(std::string_view bytes);
  // Writes size() bytes; the next update begins another message.
  bool finish(unsigned char* out);

 private:
  HmacState() = default;
  bool start(const EVP_MD* kind, std::string_view key);

  std::size_t size_ = 0;
  DigestContext inner_, outer_;  // after the key's block
  DigestContext work_, outer_work_;
  bool begun_ = false;
};

}  // namespace tntc::runtime::web
