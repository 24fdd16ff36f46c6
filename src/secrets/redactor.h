#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::secrets {

struct Tree;

// Replaces secrets by *** in what we write: logs, errors, stacks. Immutable, hence to be used by
// any number of threads at once.
//
// A text is searched for all patterns in one pass. A bit set of six-byte beginnings passes over
// nearly every position at the cost of one multiplication; only where a pattern may begin is the
// longest one looked up, in a sorted list. An automaton would take some twenty bytes per byte of
// pattern in every worker process, and misses the cache on each step.
class Redactor {
 public:
  // Replaces nothing.
  Redactor() = default;

  // Replaces every text in `secrets_json` (at any depth; keys are no secrets) that has six
  // characters or more, in each of its spellings (spellings.h). `invalid` when it is not JSON.
  static Result<Redactor> make(std::string_view secrets_json);
  // The same of secrets that have been read.
  static Redactor of(const Tree& secrets);

  // True when `text` has changed. Never allocates: what is put in is shorter than what goes.
  // Secrets that overlap become one ***.
  bool redact(std::string& text) const;

  // The number of patterns.
  std::size_t size() const { return patterns_.size(); }

 private:
  explicit Redactor(std::vector<std::string> patterns);

  bool may_begin(const char* at) const;
  std::size_t longest_at(std::string_view rest) const;
  std::size_t end_of_secret(std::string_view text, std::size_t at) const;

  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::vector<std::string> patterns_;      // sorted, unique
  std::vector<std::uint32_t> shorter_;     // by pattern: the longest other one it begins with
  std::vector<std::uint64_t> beginnings_;  // bit set, by hash; its size is a power of two
  int hash_shift_ = 64;
};

}  // namespace tntc::secrets
