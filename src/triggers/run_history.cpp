#include "triggers/run_history.h"

#include <algorithm>

namespace tntc::triggers {
namespace {

// What forgotten runs may hold on to, 256 KiB at most: as many runs as go on at once by default,
// and the room of a usual result.
constexpr std::size_t kSpares = 64;
constexpr std::size_t kSpareResult = 4u << 10;

}  // namespace

RunHistory::Run RunHistory::begin(std::string trigger, std::int64_t now) {
  if (spare_.empty()) spare_.emplace_back();
  going_.splice(going_.end(), spare_, spare_.begin());
  const Run run = std::prev(going_.end());
  run->number = ++last_number_;
  run->id.clear();
  run->trigger = std::move(trigger);
  run->accepted_at = now;
  run->ended_at = 0;
  run->cancel_asked = false;
  run->result.clear();
  run->result_bytes = 0;
  return run;
}

void RunHistory::name(std::uint64_t number, const RunId& id) {
  const auto found = std::find_if(going_.rbegin(), going_.rend(),
                                  [&](const RunRecord& run) { return run.number <= number; });
  if (found != going_.rend() && found->number == number) found->id = id;
}

void RunHistory::end(Run run, RunEnd end, std::string_view result, std::int64_t now) {
  run->end = end;
  run->ended_at = now;
  run->result_bytes = result.size();
  if (result.size() <= largest_result()) run->result.assign(result);
  bytes_ += run->result.size();
  ended_.splice(ended_.end(), going_, run);
  if (oldest_result_ == ended_.end()) oldest_result_ = run;
  forget_results();
  if (ended_.size() > limits_.runs) forget_oldest();
}

void RunHistory::forget_results() {
  for (; bytes_ > limits_.bytes; ++oldest_result_) {
    bytes_ -= oldest_result_->result.size();
    oldest_result_->result = std::string();  // clear() would keep the memory
  }
}

void RunHistory::forget_oldest() {
  if (oldest_result_ == ended_.begin()) ++oldest_result_;
  RunRecord& oldest = ended_.front();
  bytes_ -= oldest.result.size();
  if (oldest.result.capacity() > kSpareResult) oldest.result = std::string();
  if (spare_.size() < kSpares)
    spare_.splice(spare_.end(), ended_, ended_.begin());
  else
    ended_.pop_front();
}

RunRecord* RunHistory::find(std::string_view id) {
  if (id.empty()) return nullptr;
  for (auto* runs : {&going_, &ended_}) {
    const auto found = std::ranges::find(*runs, id, &RunRecord::id);
    if (found != runs->end()) return &*found;
  }
  return nullptr;
}

std::vector<const RunRecord*> RunHistory::all() const {
  std::vector<const RunRecord*> runs;
  runs.reserve(going_.size() + ended_.size());
  for (const auto* from : {&going_, &ended_})
    for (const RunRecord& run : *from)
      if (!run.id.empty()) runs.push_back(&run);
  std::ranges::sort(runs, std::greater{}, &RunRecord::number);
  return runs;
}

}  // namespace tntc::triggers
