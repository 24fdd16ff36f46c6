#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/web/may_go_on.h"

namespace tntc::runtime::web {

// How a message is signed with a key pair (pkey.h).
struct Scheme {
  enum class Kind { pkcs1, pss, ecdsa, eddsa } kind = Kind::pkcs1;
  std::string_view key;   // "RSA", "P-256", …, "Ed25519"
  std::string_view hash;  // not of eddsa
  int salt_length = 0;    // of pss, in bytes
};

// ECDSA's are r and s, each as long as the curve's order (IEEE P1363), the others as their RFCs
// say. A message for Ed25519 cannot be interrupted: it is read twice as a whole.
Result<std::string> sign(const Scheme& scheme, std::string_view pkcs8, std::string_view message,
                         const MayGoOn& may_go_on);

// False for anything that is no signature of the message; fails only where `sign` would.
Result<bool> verify(const Scheme& scheme, std::string_view spki, std::string_view signature,
                    std::string_view message, const MayGoOn& may_go_on);

}  // namespace tntc::runtime::web
