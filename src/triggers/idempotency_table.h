#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/duration.h"
#include "triggers/run_port.h"

namespace tntc::triggers {

// Which keys of Idempotency-Key have been used, by what input, and what came of it. A key is
// remembered while its run goes on and `expiry` beyond; its result too, unless memory is short.
// Knows no clock.
class IdempotencyTable {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Limits {
    std::size_t bytes = 16u << 20;  // of keys and results, altogether
    Milliseconds expiry{15 * 60'000};
  };

  // fresh: nobody had the key; it is taken now, and began() or forget() comes next.
  // going: its run goes on. ended: it has, as `use` says. other_input: the key was used with
  // another one. full: no further key can be remembered.
  enum class Verdict { fresh, going, ended, other_input, full };

  struct Use {
    RunId run = {};
    RunEnd end = RunEnd::failed;
    std::string result = {};  // meaningless unless it is kept
    bool result_kept = false;
  };
  struct Claim {
    Verdict verdict;
    const Use* use;  // of going and ended; valid until the next call
  };

  explicit IdempotencyTable(Limits limits) : limits_(limits) {}

  Claim claim(const std::string& key, std::string_view input, Time now);
  void began(const std::string& key, RunId run);
  // A key that an earlier process has taken; as after began(). False: there is no room for it.
  bool take_back(const std::string& key, std::uint64_t input_hash, std::size_t input_size,
                 RunId run);
  // The key may be used again, as if it never had been. For runs that did not start, and for those
  // that say nothing about the workflow.
  void forget(const std::string& key);
  void ended(const std::string& key, const RunOutcome& outcome, Time now);

  std::size_t keys() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::uint64_t input_hash = 0;
    std::size_t input_size = 0;
    bool going = true;
    Time expires = {};
    Use use = {};
  };

  static std::size_t cost(const std::string& key);
  void expire(Time now);
  bool make_room(std::size_t bytes);

  Limits limits_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> ended_;                                   // keys, in the order they expire
  std::list<std::string>::iterator oldest_result_ = ended_.end();  // those before it have none
  std::size_t bytes_ = 0;
};

}  // namespace tntc::triggers
