#include "triggers/run_history.h"

#include <algorithm>

namespace tntc::triggers {

std::string_view name_of(RunEnd end) {
  switch (end) {
    case RunEnd::succeeded: return "succeeded";
    case RunEnd::failed: return "failed";
    case RunEnd::cancelled: return "cancelled";
    case RunEnd::interrupted: break;
  }
  return "interrupted";
}

RunHistory::Run RunHistory::begin(std::string trigger, std::int64_t now) {
  going_.push_back({.number = ++last_number_, .trigger = std::move(trigger), .accepted_at = now});
  return std::prev(going_.end());
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
  if (result.size() <= largest_result()) run->result = result;
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
  bytes_ -= ended_.front().result.size();
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
