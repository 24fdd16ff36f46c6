#include "engine/journal/run_log.h"

#include <algorithm>

#include "ipc/element_steps.h"

namespace tntc::engine::journal {
namespace {

// With its result nobody asks for the other steps of an element any more.
void forget_element_of(RunLog::Node& node, const std::string& step) {
  const auto element = ipc::element_step(step);
  if (!element || element->what != ipc::ElementStep::result) return;
  node.steps.erase(ipc::name_of({ipc::ElementStep::failures, element->element}));
  const std::string scope = ipc::element_scope(element->element);
  const auto first = node.steps.lower_bound(scope);
  auto last = first;
  while (last != node.steps.end() && last->first.starts_with(scope)) ++last;
  node.steps.erase(first, last);
}

}  // namespace

bool RunLog::apply(const Record& record) {
  if (record.kind == RecordKind::accepted) {
    if (accepted_) return false;
    accepted_ = read<Accepted>(record.payload);
    if (!accepted_) return false;
    next_sequence_ = record.sequence + 1;
    return true;
  }
  if (!accepted_ || ended_) return false;
  switch (record.kind) {
    case RecordKind::sent: sent_ = true; break;
    case RecordKind::started: {
      const auto started = read<Started>(record.payload);
      if (!started) return false;
      Node& node = nodes_[started->node];
      if (node.end) return false;
      node.attempt = std::max(node.attempt, started->attempt);
      node.began_at = started->at;
      node.open = true;
      node.unseen = false;
      node.retry_at = 0;
      parked_.reset();
      break;
    }
    case RecordKind::node_end: {
      auto end = read<NodeEnd>(record.payload);
      if (!end) return false;
      Node& node = nodes_[end->node];
      if (node.end) return false;
      node.attempt = std::max(node.attempt, end->attempt);
      node.open = false;
      node.unseen = !end->final;
      node.retry_at = end->final ? 0 : end->retry_at;
      parked_.reset();
      if (end->how == NodeEnd::How::failed) ++node.failures;
      if (end->final) {
        settled_.push_back(end->node);
        node.end = std::move(*end);
        node.steps.clear();
        resumes_since_ready_ = 0;
      }
      break;
    }
    case RecordKind::step: {
      auto step = read<Step>(record.payload);
      if (!step) return false;
      Node& node = nodes_[step->node];
      if (node.end) return false;
      forget_element_of(node, step->name);
      node.steps[step->name] = std::move(step->value);
      parked_.reset();
      break;
    }
    case RecordKind::event: {
      auto event = read<Event>(record.payload);
      if (!event) return false;
      if (parked_ && std::ranges::count(parked_->events, event->name) > 0) parked_.reset();
      events_.push_back(std::move(*event));
      break;
    }
    case RecordKind::parked: {
      auto parked = read<Parked>(record.payload);
      if (!parked) return false;
      park(std::move(*parked));
      break;
    }
    case RecordKind::run_end:
      ended_ = read<RunEnded>(record.payload);
      if (!ended_) return false;
      break;
    case RecordKind::cancelled: cancelled_ = true; break;
    case RecordKind::resumed: resume(); break;
    case RecordKind::repaired: break;
    case RecordKind::log:
      if (!take_log(record.payload)) return false;
      break;
    default: return false;
  }
  next_sequence_ = record.sequence + 1;
  return true;
}

// What was open is to be executed again, and was not cut off.
void RunLog::park(Parked parked) {
  for (auto& [name, node] : nodes_) node.open = node.unseen = false;
  parked_ = std::move(parked);
  left_worker_ = true;
}

bool RunLog::take_log(std::string_view payload) {
  const auto line = read<Log>(payload);
  if (!line) return false;
  log_bytes_ += payload.size();
  if (line->node.empty()) log_closed_ = true;
  return true;
}

void RunLog::resume() {
  parked_.reset();
  if (!sent_) return;  // nothing of it can have begun
  if (!left_worker_) ++resumes_since_ready_;
  left_worker_ = false;
  for (auto& [name, node] : nodes_) {
    if (node.end) continue;
    if (node.open) ++node.cuts;
    if (node.unseen) ++node.attempt;
    node.open = false;
    node.unseen = true;
  }
}

int RunLog::next_attempt(const std::string& name) const {
  const auto found = nodes_.find(name);
  if (found == nodes_.end()) return 1 + resumes_since_ready_;
  return 1 + found->second.attempt;
}

std::pair<std::string, int> RunLog::most_cut() const {
  std::pair<std::string, int> most{"", 0};
  for (const auto& [name, node] : nodes_) {
    if (!node.end && node.cuts > most.second) most = {name, node.cuts};
  }
  return most;
}

}  // namespace tntc::engine::journal
