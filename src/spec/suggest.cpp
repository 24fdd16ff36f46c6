#include "spec/suggest.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"

namespace tntc::spec {
namespace {

// No name of ours is longer; longer words are not compared.
constexpr std::size_t kLongest = 64;

std::string folded(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (c == '-' || c == '_') continue;
    letters += ascii::lower(c);
  }
  return letters;
}

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, kLongest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i - 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> choices) {
  if (word.size() > kLongest) return {};
  const std::string letters = folded(word);
  std::string_view best;
  // One more than the differences allowed: none in a word of two letters, else at least one.
  std::size_t least = letters.size() < 3 ? 1 : letters.size() / 3 + 1;
  for (const std::string_view choice : choices) {
    if (choice.size() > kLongest) continue;
    const std::string other = folded(choice);
    const auto [shorter, longer] = std::minmax({letters.size(), other.size()});
    if (longer - shorter >= least || letters.empty()) continue;
    if (const std::size_t d = distance(letters, other); d < least) {
      least = d;
      best = choice;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> choices,
                         std::string otherwise) {
  const std::string_view near = nearest(word, choices);
  if (near.empty()) return otherwise;
  return "did you mean `" + std::string(near) + "`?";
}

std::string listed(std::span<const std::string_view> words, std::string_view conjunction) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_last = i + 1 == words.size();
    if (i > 0) text += is_last ? fmt::format(" {} ", conjunction) : ", ";
    text += fmt::format("`{}`", words[i]);
  }
  return text;
}

}  // namespace tntc::spec
