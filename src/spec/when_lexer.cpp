#include "spec/when_lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "spec/findings.h"

namespace tntc::spec {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$';
}

// Longest first, so that `<=` is not read as `<`.
constexpr std::array<std::string_view, 14> kSymbols = {"==", "!=", "<=", ">=", "&&", "||", "<",
                                                       ">",  "!",  "(",  ")",  "[",  "]",  "."};

std::string hint_for_symbol(char c) {
  if (c == '=') return "compare with ==";
  if (c == '&') return "write &&";
  if (c == '|') return "write ||";
  if (c == '+' || c == '-' || c == '*' || c == '/' || c == '%') {
    return "there is no arithmetic: compute it in the node before";
  }
  return "the language has input.field, literals, == != < <= > >=, && || ! and parentheses";
}

}  // namespace

tl::unexpected<Error> fail_at_offset(std::size_t at, std::string message, std::string hint) {
  return fail_at(ErrorKind::invalid, std::to_string(at + 1), std::move(message), std::move(hint));
}

Result<Token> WhenLexer::next() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
  const std::string_view rest = text_.substr(at_);
  if (rest.empty()) return Token{TokenKind::end, at_, {}, 0};
  if (rest[0] == '"' || rest[0] == '\'') return take_text();
  if (is_digit(rest[0]) || (rest[0] == '-' && rest.size() > 1 && is_digit(rest[1]))) {
    return take_number();
  }
  if (is_word(rest[0])) {
    const auto end = std::ranges::find_if_not(rest, is_word);
    return take(TokenKind::word, static_cast<std::size_t>(end - rest.begin()));
  }
  for (const std::string_view symbol : kSymbols) {
    if (rest.starts_with(symbol)) return take(TokenKind::symbol, symbol.size());
  }
  return fail_at_offset(at_, fmt::format("{} has no meaning here", quoted(rest.substr(0, 1))),
                        hint_for_symbol(rest[0]));
}

Token WhenLexer::take(TokenKind kind, std::size_t length) {
  Token token{kind, at_, std::string(text_.substr(at_, length)), 0};
  at_ += length;
  return token;
}

Result<Token> WhenLexer::take_text() {
  Token token{TokenKind::text, at_, {}, 0};
  const char quote = text_[at_];
  for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
    if (text_[i] == quote) {
      at_ = i + 1;
      return token;
    }
    if (text_[i] != '\\') {
      token.text += text_[i];
      continue;
    }
    const char escaped = ++i < text_.size() ? text_[i] : '\0';
    switch (escaped) {
      case 'n': token.text += '\n'; break;
      case 't': token.text += '\t'; break;
      case '\\':
      case '"':
      case '\'': token.text += escaped; break;
      default:
        return fail_at_offset(i - 1, "unknown escape in a string",
                              "the escapes are \\n, \\t, \\\\, \\\" and \\'");
    }
  }
  return fail_at_offset(at_, "the string has no end", fmt::format("close it with {}", quote));
}

Result<Token> WhenLexer::take_number() {
  const std::string_view rest = text_.substr(at_);
  double number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto length = static_cast<std::size_t>(end - rest.data());
  const bool runs_on = length < rest.size() && (is_word(rest[length]) || rest[length - 1] == '.');
  if (error != std::errc() || runs_on || !std::isfinite(number)) {
    return fail_at_offset(at_, "this is not a number", "write it like 42, -1.5 or 1e6");
  }
  Token token = take(TokenKind::number, length);
  token.number = number;
  return token;
}

}  // namespace tntc::spec
