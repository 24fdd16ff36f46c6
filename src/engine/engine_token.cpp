#include "engine/engine_token.h"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>

namespace tntc::engine {
namespace {

tl::unexpected<Error> refused(const char* why) {
  return fail(ErrorKind::invalid, std::string("the secret engine.token ") + why,
              "write a long random text without spaces, as `openssl rand -hex 32` prints it, or "
              "remove the secret to let every client in");
}

// What a header can carry as it stands.
bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Result<SecretText> engine_token_text(std::string_view secrets) {
  boost::system::error_code error;
  const boost::json::value root =
      boost::json::parse(boost::json::string_view(secrets.data(), secrets.size()), error);
  if (error || !root.is_object())
    return fail(ErrorKind::invalid, "the secrets are not a JSON object", "");
  const boost::json::value* const service = root.as_object().if_contains("engine");
  if (service == nullptr) return SecretText();
  const boost::json::value* const token =
      service->is_object() ? service->as_object().if_contains("token") : nullptr;
  // Somebody meant to close the engine: nobody may find it open.
  if (token == nullptr) return refused("is missing where there is a secret engine");
  if (!token->is_string()) return refused("is not a text");
  std::string text(token->as_string());
  if (text.empty()) return refused("is empty");
  if (!is_visible(text)) return refused("holds a space or a character that is not visible ASCII");
  return SecretText(std::move(text));
}

Result<triggers::AccessToken> engine_token(std::string_view secrets) {
  TNTC_TRY(const SecretText text, engine_token_text(secrets));
  return triggers::AccessToken(std::string(text.reveal()));
}

}  // namespace tntc::engine
