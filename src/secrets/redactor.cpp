#include "secrets/redactor.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "secrets/json_read.h"
#include "secrets/spellings.h"
#include "secrets/tree.h"

namespace tntc::secrets {
namespace {

constexpr std::string_view kStars = "***";
constexpr std::size_t kWindow = 6;  // bytes; no pattern is shorter
// One bit in 16 is set at most, so that few positions are looked up in vain.
constexpr std::size_t kBitsPerPattern = 16;
constexpr std::size_t kFewestBits = 4096;

static_assert(kShortestSecret >= kWindow && kStars.size() <= kWindow);

std::uint64_t hash_of(const char* at) {
  // Two loads that overlap: six bytes copied into eight wait for their own store.
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::memcpy(&first, at, sizeof first);
  std::memcpy(&second, at + kWindow - sizeof second, sizeof second);
  return (std::uint64_t{second} << 32 | first) * 0x9E3779B97F4A7C15;
}

void collect(const Tree& tree, std::vector<std::string>& patterns) {
  if (tree.kind == Kind::text) {
    for_each_spelling(tree.text.reveal(), [&](std::string spelling) {
      if (spelling.size() >= kWindow) patterns.push_back(std::move(spelling));
    });
  }
  for (const Tree& item : tree.items) collect(item, patterns);
}

}  // namespace

Result<Redactor> Redactor::make(std::string_view secrets_json) {
  TNTC_TRY(const Tree tree, read_json(secrets_json, "secrets"));
  return of(tree);
}

Redactor Redactor::of(const Tree& secrets) {
  std::vector<std::string> patterns;
  collect(secrets, patterns);
  return Redactor(std::move(patterns));
}

Redactor::Redactor(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {
  std::ranges::sort(patterns_);
  const auto repeated = std::ranges::unique(patterns_);
  patterns_.erase(repeated.begin(), repeated.end());

  // What a pattern begins with stands before it; the ones between begin with it too.
  std::uint32_t before = kNone;
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) {
    while (before != kNone && !patterns_[i].starts_with(patterns_[before])) {
      before = shorter_[before];
    }
    shorter_.push_back(before);
    before = i;
  }

  const std::size_t bits = std::bit_ceil(std::max(kFewestBits, patterns_.size() * kBitsPerPattern));
  hash_shift_ = 64 - std::countr_zero(bits);
  beginnings_.resize(bits / 64);
  for (const std::string& pattern : patterns_) {
    const std::uint64_t bit = hash_of(pattern.data()) >> hash_shift_;
    beginnings_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

bool Redactor::may_begin(const char* at) const {
  const std::uint64_t bit = hash_of(at) >> hash_shift_;
  return (beginnings_[bit / 64] >> (bit % 64) & 1) != 0;
}

// The last pattern that does not sort behind `rest` begins with every pattern that `rest` begins
// with: so the longest of those is it, or one it begins with.
std::size_t Redactor::longest_at(std::string_view rest) const {
  const auto behind = std::ranges::upper_bound(
      patterns_, rest, {}, [](const std::string& pattern) { return std::string_view(pattern); });
  if (behind == patterns_.begin()) return 0;
  auto candidate = static_cast<std::uint32_t>(behind - patterns_.begin() - 1);
  const std::string& last = patterns_[candidate];
  const auto same = static_cast<std::size_t>(std::ranges::mismatch(last, rest).in1 - last.begin());
  while (candidate != kNone && patterns_[candidate].size() > same) candidate = shorter_[candidate];
  return candidate == kNone ? 0 : patterns_[candidate].size();
}

// Where the secret that begins at `at` ends, with all that begin inside it and reach further; 0
// when none begins there.
std::size_t Redactor::end_of_secret(std::string_view text, std::size_t at) const {
  std::size_t end = 0;
  for (std::size_t i = at; i + kWindow <= text.size() && (i == at || i < end); ++i) {
    if (!may_begin(text.data() + i)) continue;
    const std::size_t length = longest_at(text.substr(i));
    if (length > 0) end = std::max(end, i + length);
  }
  return end;
}

bool Redactor::redact(std::string& text) const {
  if (patterns_.empty()) return false;
  const std::string_view all = text;
  std::size_t written = 0;  // the result, at the beginning of `text`
  std::size_t taken = 0;    // how much of `text` it stands for
  const auto take_until = [&](std::size_t end) {
    std::memmove(text.data() + written, text.data() + taken, end - taken);
    written += end - taken;
  };
  for (std::size_t at = 0; at + kWindow <= all.size();) {
    const std::size_t end = may_begin(all.data() + at) ? end_of_secret(all, at) : 0;
    if (end == 0) {
      ++at;
      continue;
    }
    take_until(at);
    std::memcpy(text.data() + written, kStars.data(), kStars.size());
    written += kStars.size();
    taken = at = end;
  }
  if (taken == 0) return false;
  take_until(all.size());
  text.resize(written);
  return true;
}

}  // namespace tntc::secrets
