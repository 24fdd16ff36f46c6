#include "base/star_pattern.h"

namespace tntc {

bool matches_stars(std::string_view pattern, std::string_view text) {
  // The last star takes up what is left over, so only it is ever tried again.
  std::size_t at = 0, in = 0, star = std::string_view::npos, from = 0;
  while (in < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      from = in;
    } else if (at < pattern.size() && pattern[at] == text[in]) {
      ++at, ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++from;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace tntc
