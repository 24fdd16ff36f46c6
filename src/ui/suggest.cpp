#include "ui/suggest.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace tntc::ui {
namespace {

// Beyond that a word is no typing error, and the quadratic comparison is not worth its time.
constexpr std::size_t kLongestWord = 64;

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, std::span<const std::string> candidates) {
  if (typed.empty() || typed.size() > kLongestWord) return {};
  std::string best;
  std::size_t best_distance = typed.size() / 3 + 1;  // a third of the letters may be wrong
  for (const std::string& candidate : candidates) {
    if (typed.size() > 1 && candidate.starts_with(typed) && best.empty()) best = candidate;
    const std::size_t d = distance(typed, candidate);
    if (d > best_distance || d >= candidate.size()) continue;
    if (d == best_distance && !best.empty()) continue;
    best = candidate;
    best_distance = d;
  }
  return best;
}

}  // namespace tntc::ui
