#include "triggers/access_token.h"

#include "triggers/http_fields.h"
#include "triggers/http_request.h"

namespace tntc::triggers {

bool AccessToken::matches(std::string_view given) const {
  if (token_.empty()) return false;
  // Volatile, so that no compiler finds out that the loop could end early.
  volatile unsigned difference = given.size() == token_.size() ? 0U : 1U;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = token_.reveal()[i % token_.size()];
    difference = difference | static_cast<unsigned char>(given[i] ^ expected);
  }
  return difference == 0;
}

Access access_of(const Request& request, const AccessToken& token) {
  if (!token.is_set() || request.route == Route::health) return Access::granted;
  std::string_view given = request.token;
  if (given.empty()) given = bearer_token(request.authorization);
  if (given.empty()) return Access::token_missing;
  return token.matches(given) ? Access::granted : Access::token_wrong;
}

}  // namespace tntc::triggers
