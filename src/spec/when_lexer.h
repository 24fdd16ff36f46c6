#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::spec {

enum class TokenKind { end, word, number, text, symbol };

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t at = 0;  // offset in the expression
  std::string text;    // of a string: its content; else as written
  double number = 0;
};

// The failure at a byte of an expression or schedule; `where` is its column from 1.
tl::unexpected<Error> fail_at_offset(std::size_t at, std::string message, std::string hint);

// Cuts a `when` expression into tokens, one at a time.
class WhenLexer {
 public:
  // Borrows `text`.
  explicit WhenLexer(std::string_view text) : text_(text) {}

  Result<Token> next();

 private:
  Result<Token> take_text();
  Result<Token> take_number();
  Token take(TokenKind kind, std::size_t length);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace tntc::spec
