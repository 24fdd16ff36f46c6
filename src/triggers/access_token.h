#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/secret_text.h"

namespace tntc::triggers {

struct Request;

// The secret a client must show. Nothing prints it, and it is wiped when it goes.
class AccessToken {
 public:
  AccessToken() = default;  // there is none: everybody may come in
  explicit AccessToken(std::string token) : token_(std::move(token)) {}

  bool is_set() const { return !token_.empty(); }

  // How long it takes depends on the length of `given` alone, so that a stranger learns nothing
  // from it about the token.
  bool matches(std::string_view given) const;

 private:
  SecretText token_;
};

enum class Access { granted, token_missing, token_wrong };

// Tentacular-Token counts before Authorization, which a proxy may need for itself. /health is open
// to everybody.
Access access_of(const Request& request, const AccessToken& token);

}  // namespace tntc::triggers
