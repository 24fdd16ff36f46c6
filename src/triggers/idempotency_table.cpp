#include "triggers/idempotency_table.h"

#include <iterator>

#include "base/assert.h"

namespace tntc::triggers {
namespace {

// What a key takes besides its text, which is there twice: entry, id of the run, places in the
// table and in the list, and what malloc adds to each. Measured, and rounded up.
constexpr std::size_t kCostOfKey = 450;

}  // namespace

std::size_t IdempotencyTable::cost(const std::string& key) {
  return kCostOfKey + 2 * key.size();
}

// Only the client that made up a key could make two inputs collide, to its own harm: a hash of 64
// bits beside the length is enough.
IdempotencyTable::Claim IdempotencyTable::claim(const std::string& key, std::string_view input,
                                                Time now) {
  expire(now);
  const std::uint64_t hash = hash_of_input(input);
  if (const auto found = entries_.find(key); found != entries_.end()) {
    const Entry& entry = found->second;
    if (entry.input_hash != hash || entry.input_size != input.size())
      return {Verdict::other_input, nullptr};
    return {entry.going ? Verdict::going : Verdict::ended, &entry.use};
  }
  if (!make_room(cost(key))) return {Verdict::full, nullptr};
  entries_[key] = {.input_hash = hash, .input_size = input.size()};
  bytes_ += cost(key);
  return {Verdict::fresh, nullptr};
}

void IdempotencyTable::began(const std::string& key, RunId run) {
  if (const auto found = entries_.find(key); found != entries_.end())
    found->second.use.run = std::move(run);
}

bool IdempotencyTable::take_back(const std::string& key, std::uint64_t input_hash,
                                 std::size_t input_size, RunId run) {
  if (entries_.contains(key) || !make_room(cost(key))) return false;
  entries_[key] = {.input_hash = input_hash, .input_size = input_size};
  entries_[key].use.run = std::move(run);
  bytes_ += cost(key);
  return true;
}

void IdempotencyTable::forget(const std::string& key) {
  const auto found = entries_.find(key);
  TNTC_ASSERT(found != entries_.end() && found->second.going);
  entries_.erase(found);
  bytes_ -= cost(key);
}

void IdempotencyTable::ended(const std::string& key, const RunOutcome& outcome, Time now) {
  const auto found = entries_.find(key);
  TNTC_ASSERT(found != entries_.end() && found->second.going);
  Entry& entry = found->second;
  entry.going = false;
  entry.expires = now + limits_.expiry;
  entry.use = {.run = outcome.id, .end = outcome.end};
  // One result alone may not push out all others.
  if (outcome.result.size() <= limits_.bytes / 8 && make_room(outcome.result.size())) {
    entry.use.result = outcome.result;
    entry.use.result_kept = true;
    bytes_ += outcome.result.size();
  }
  ended_.push_back(key);
  if (oldest_result_ == ended_.end()) oldest_result_ = std::prev(ended_.end());
}

void IdempotencyTable::expire(Time now) {
  while (!ended_.empty()) {
    const auto found = entries_.find(ended_.front());
    if (found->second.expires > now) return;
    bytes_ -= cost(found->first) + found->second.use.result.size();
    entries_.erase(found);
    if (oldest_result_ == ended_.begin()) ++oldest_result_;
    ended_.pop_front();
  }
}

// Gives up the results that have been kept longest; never a key, because a key that is forgotten
// too early lets a request run twice.
bool IdempotencyTable::make_room(std::size_t bytes) {
  for (; bytes_ + bytes > limits_.bytes && oldest_result_ != ended_.end(); ++oldest_result_) {
    Use& use = entries_.find(*oldest_result_)->second.use;
    bytes_ -= use.result.size();
    use.result = std::string();
    use.result_kept = false;
  }
  return bytes_ + bytes <= limits_.bytes;
}

}  // namespace tntc::triggers
