#include "secrets/spellings.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/hex.h"

namespace tntc::secrets {
namespace {

// Of a base64 that begins and ends somewhere inside a longer one; fewer letters would be found by
// chance.
constexpr std::size_t kShortestInside = 8;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string base64(std::string_view bytes) {
  static constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve(bytes.size() / 3 * 4 + 4);
  unsigned buffer = 0;
  int bits = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8 | static_cast<unsigned char>(byte)) & 0xFFFFFF;
    for (bits += 8; bits >= 6; bits -= 6) out += kLetters[buffer >> (bits - 6) & 63];
  }
  if (bits > 0) out += kLetters[buffer << (6 - bits) & 63];
  return out;
}

std::string in_url_alphabet(std::string text) {
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

// The base64 of `value` when it stands `shift` bytes behind a multiple of three, without the first
// letters, which depend on what is before it. `whole` letters depend on it alone: one more does not
// when something follows.
struct Inside {
  std::string letters;
  std::size_t whole = 0;
};

Inside base64_inside(std::string_view value, std::size_t shift) {
  const std::string bytes = std::string(shift, '\0') + std::string(value);
  const std::size_t begin = (shift * 8 + 5) / 6;
  return {base64(bytes).substr(begin), bytes.size() * 8 / 6 - begin};
}

void base64_spellings(std::string_view value, const std::function<void(std::string)>& take) {
  for (const std::size_t shift : {0, 1, 2}) {
    const Inside inside = base64_inside(value, shift);
    // The base64 of the value itself is taken however short it is.
    if (shift > 0 && inside.whole < kShortestInside) continue;
    const auto both = [&](const std::string& text) {
      take(text);
      take(in_url_alphabet(text));
    };
    if (inside.whole >= kShortestInside) both(inside.letters.substr(0, inside.whole));
    both(inside.letters);
    const std::size_t unpadded = (shift + value.size()) * 8 % 24;
    if (unpadded != 0) both(inside.letters + (unpadded == 8 ? "==" : "="));
  }
}

enum class Space { percent, plus };

// As encodeURIComponent, or as URLSearchParams.
std::string url_encoded(std::string_view value, Space space) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const std::string_view kept = space == Space::plus ? "*-._" : "-_.!~*'()";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) || kept.find(c) != kept.npos) {
      out += c;
    } else if (c == ' ' && space == Space::plus) {
      out += '+';
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

// As between quotes of one kind in JSON or in source text; '\0': quotes are left alone, as where
// the other kind is around the text.
std::string escaped(std::string_view text, char quote) {
  static constexpr std::string_view kControls = "\n\r\t\b\f";
  static constexpr std::string_view kLetters = "nrtbf";
  std::string out;
  for (const char c : text) {
    const std::size_t control = kControls.find(c);
    if (c == '\\' || (c == quote && quote != '\0')) {
      out += {'\\', c};
    } else if (control != kControls.npos) {
      out += {'\\', kLetters[control]};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      append_hex(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

// Three levels: a log that shows an object which holds JSON in JSON.
constexpr int kEscapeLevels = 3;
// Each level may double a text: of one that long the first has to do.
constexpr std::size_t kLongestEscapedTwice = 16u << 10;

// `text` itself, and escaped in every order of quotes. Most texts have nothing to escape.
std::set<std::string> escaped_spellings(std::string_view text) {
  std::set<std::string> all{std::string(text)};
  std::set<std::string> level = all;
  const int levels = text.size() > kLongestEscapedTwice ? 1 : kEscapeLevels;
  for (int i = 0; i < levels; ++i) {
    std::set<std::string> next;
    for (const std::string& one : level) {
      for (const char quote : {'\0', '"', '\''}) next.insert(escaped(one, quote));
    }
    const std::size_t before = all.size();
    all.insert(next.begin(), next.end());
    if (all.size() == before) break;
    level = std::move(next);
  }
  return all;
}

void spellings_of_line(std::string_view line, const std::function<void(std::string)>& take) {
  if (characters(line) < kShortestSecret) return;
  for (const std::string& spelling : escaped_spellings(line)) take(spelling);
  take(url_encoded(line, Space::percent));
  take(url_encoded(line, Space::plus));
}

std::string_view without_margins(std::string_view line) {
  while (!line.empty() && std::string_view(" \t\r").find(line.back()) != std::string_view::npos)
    line.remove_suffix(1);
  while (!line.empty() && std::string_view(" \t\r").find(line.front()) != std::string_view::npos)
    line.remove_prefix(1);
  return line;
}

}  // namespace

void for_each_spelling(std::string_view value, const std::function<void(std::string)>& take) {
  if (characters(value) < kShortestSecret) return;
  spellings_of_line(value, take);
  base64_spellings(value, take);
  // Headers, logs and people drop what surrounds a value, and take texts apart at line ends.
  for (std::string_view rest = value; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = without_margins(rest.substr(0, end));
    if (line.size() != value.size()) spellings_of_line(line, take);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace tntc::secrets
