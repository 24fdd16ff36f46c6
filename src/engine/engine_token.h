#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret_text.h"
#include "triggers/access_token.h"

namespace tntc::engine {

// The token that clients of the engine must show: `token` of the service `engine` in the secrets of
// the workflow (Provisions::secrets). Not set when there is none. One that is empty or no text is
// an error, so that a slip does not open the door.
Result<triggers::AccessToken> engine_token(std::string_view secrets);

// The same, for who is to show it; empty when there is none.
Result<SecretText> engine_token_text(std::string_view secrets);

}  // namespace tntc::engine
