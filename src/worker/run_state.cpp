#include "worker/run_state.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "base/json_text.h"
#include "ipc/element_steps.h"

namespace tntc::worker {
namespace {

// splitmix64: enough to spread retries, and the same for the same seed.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

double next_fraction(std::uint64_t& state) {
  return static_cast<double>(next_random(state) >> 11) * 0x1.0p-53;
}

void append_key(std::string& out, std::string_view key, bool& first) {
  if (!first) out.push_back(',');
  first = false;
  append_json_string(out, key);
  out.push_back(':');
}

void append_times(std::string& out, std::int64_t started_at, std::int64_t ended_at) {
  out += "\"startedAt\":";
  append_json_number(out, started_at);
  out += ",\"completedAt\":";
  append_json_number(out, ended_at);
  out += ",\"durationMs\":";
  append_json_number(out, ended_at - started_at);
}

}  // namespace

RunState::RunState(const Program& program, std::string input, std::optional<dag::NodeIndex> only,
                   std::uint64_t seed, Loops loops)
    : program_(program),
      input_(std::move(input)),
      only_(only),
      rules_(loops),
      nodes_(program.index_count()),
      element_in_(program.index_count() - program.plan().size()),
      random_(seed) {
  if (!only_) progress_.emplace(program.plan(), program.pace());
  settled_.reserve(program.plan().size());
}

void RunState::go_on(const std::vector<ipc::NodeSoFar>& so_far, std::int64_t began_at) {
  started_at_ = began_at;
  for (const ipc::NodeSoFar& known : so_far) {
    if (known.node >= program_.plan().size()) continue;
    NodeRun& run = nodes_[known.node];
    run.attempt = static_cast<int>(known.attempt);
    run.failures = static_cast<int>(known.failures);
    run.retry_at = known.retry_at;
    if (run.phase == Phase::ended) continue;
    if (known.state == ipc::NodeSoFar::State::open) {
      if (loops(known.node)) known_[known.node] = known.steps;
      continue;
    }
    run.phase = Phase::ended;
    run.started_at = known.started_at;
    run.ended_at = known.ended_at;
    ended_at_ = std::max(ended_at_, run.ended_at);
    settled_.push_back(known.node);
    if (known.state == ipc::NodeSoFar::State::succeeded) {
      run.output = known.text;
    } else {
      run.error = known.text;
      ++failures_;
    }
  }
}

void RunState::begin(std::int64_t now, std::vector<Order>& out) {
  started_ = true;
  if (started_at_ == 0) started_at_ = now;
  if (ended_at_ == 0) ended_at_ = now;
  if (only_) {
    if (nodes_[*only_].phase != Phase::ended) start_node(*only_, now, out);
    return;
  }
  go_further(now, out);
}

void RunState::go_further(std::int64_t now, std::vector<Order>& out) {
  if (only_) return;
  start_ready(now, out);
  start_handler(now, out);
}

bool RunState::wanted(dag::NodeIndex node) const {
  return program_.node(node).when.empty() || program_.wanted(node, input_of(node));
}

// Once nothing runs any more, the handlers of what has failed run one after the other, so that
// their order is that of the failures.
void RunState::start_handler(std::int64_t now, std::vector<Order>& out) {
  if (failures_ == 0 || !handles_failures_ || !stopped_because_.empty()) return;
  for (std::size_t i = 0; i < settled_.size() && unsettled_ == 0; ++i) {
    if (!nodes_[settled_[i]].error) continue;
    const auto handler = program_.handler_of(settled_[i]);
    if (!handler || nodes_[*handler].phase != Phase::idle) continue;
    if (wanted(*handler)) start_node(*handler, now, out);
  }
}

void RunState::start_ready(std::int64_t now, std::vector<Order>& out) {
  // A skipped node may make others ready at once, hence the loop.
  for (;;) {
    progress_->take_ready(ready_);
    if (ready_.empty()) return;
    for (const dag::NodeIndex node : ready_) {
      if (program_.is_handler(node)) {
        progress_->skipped(node);  // it does not belong to the graph
        continue;
      }
      if (nodes_[node].phase == Phase::ended) {
        tell_progress(node);
        continue;
      }
      if (!wanted(node)) {
        progress_->skipped(node);
        continue;
      }
      start_node(node, now, out);
    }
  }
}

// Of a node that was settled before this run began to go on.
void RunState::tell_progress(dag::NodeIndex node) {
  if (nodes_[node].error) {
    progress_->failed(node);
  } else {
    progress_->finished(node);
  }
}

void RunState::start_node(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out) {
  NodeRun& run = nodes_[node];
  run.started_at = now;
  ++unsettled_;
  // It failed in an earlier process, which would have waited until then.
  if (run.retry_at > now) {
    return wait_for_retry(node, now, Milliseconds(run.retry_at - now), out);
  }
  run.phase = Phase::running;
  ++run.attempt;
  if (loops(node)) return start_loop(node, now, out);
  ++attempts_;
  out.push_back({Order::Kind::start, node, run.attempt, {}});
}

std::string RunState::input_of(dag::NodeIndex node) const {
  if (program_.is_lane(node)) {
    const Elements& elements = loops_.at(program_.node_of(node)).elements;
    return std::string(elements.text_of(element_in_[node - program_.plan().size()]));
  }
  if (only_) return input_;
  const auto inputs = program_.plan().inputs_of(node);
  if (program_.is_handler(node)) return failure_for(node);
  if (inputs.empty()) return input_;
  if (inputs.size() == 1) return nodes_[inputs[0]].output.value_or("");
  std::string object = "{";
  bool first = true;
  for (const dag::NodeIndex input : inputs) {
    const auto& output = nodes_[input].output;
    if (!output || output->empty()) continue;  // skipped, or undefined: JSON has no such member
    append_key(object, program_.plan().name(input), first);
    object += *output;
  }
  object.push_back('}');
  return object;
}

std::optional<Item> RunState::item_of(dag::NodeIndex node) const {
  if (!program_.is_lane(node)) {
    if (!program_.is_loop(node) || !rules_.one_element) return std::nullopt;
    return Item{0, 1};
  }
  const auto loop = loops_.find(program_.node_of(node));
  if (loop == loops_.end()) return std::nullopt;
  return Item{element_in_[node - program_.plan().size()],
              static_cast<std::uint32_t>(loop->second.elements.count())};
}

void RunState::start_loop(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out) {
  const spec::ForEach& how = *program_.node(node).for_each;
  out.push_back({Order::Kind::open, node, nodes_[node].attempt, {}});
  auto found = Elements::find(input_of(node), program_.list_path(node), how.path,
                              how.collect ? Elements::OnError::collect : Elements::OnError::fail);
  if (!found) {
    nodes_[node].error = std::move(found.error().message);
    return end_loop(node, now, out);
  }
  Loop& loop = loops_.emplace(node, Loop{std::move(*found), nodes_[node].attempt}).first->second;
  take_over(node, loop);
  fill_lanes(node, loop, now, out);
  if (loop.busy == 0) end_loop(node, now, out);
}

// What an earlier worker has done of it.
void RunState::take_over(dag::NodeIndex node, Loop& loop) {
  const auto known = known_.extract(node);
  if (known.empty()) return;
  for (const auto& [name, text] : known.mapped()) {
    const auto step = ipc::element_step(name);
    if (!step) continue;
    if (step->what == ipc::ElementStep::result) {
      loop.elements.keep(step->element, text);
    } else {
      loop.elements.set_failures(step->element, std::atoi(text.c_str()));
    }
  }
  bound_output(loop);
}

// Before it is spliced together: a list that is too long is not to be built at all.
void RunState::bound_output(Loop& loop) const {
  if (loop.elements.bytes() <= rules_.max_output) return;
  loop.elements.give_up("the outputs of " + std::to_string(loop.elements.done()) + " of its " +
                        std::to_string(loop.elements.count()) + " elements are " +
                        std::to_string(loop.elements.bytes()) + " bytes of JSON, the limit is " +
                        std::to_string(rules_.max_output) + " (--max-output)");
}

void RunState::fill_lanes(dag::NodeIndex node, Loop& loop, std::int64_t now,
                          std::vector<Order>& out) {
  const dag::NodeIndex first = program_.first_lane(node);
  for (dag::NodeIndex i = 0; i < program_.lane_count(node); ++i) {
    const auto element = loop.elements.next();
    if (!element) return;
    ++loop.busy;
    start_element(first + i, *element, now, out);
  }
}

void RunState::start_element(dag::NodeIndex lane, std::uint32_t element, std::int64_t now,
                             std::vector<Order>& out) {
  const Loop& loop = loops_.at(program_.node_of(lane));
  NodeRun& run = nodes_[lane];
  element_in(lane) = element;
  run.phase = Phase::running;
  run.attempt = loop.first_attempt;
  run.failures = loop.elements.failures(element);
  run.started_at = now;
  ++attempts_;
  out.push_back({Order::Kind::start, lane, run.attempt, {}});
}

// The next one takes its lane. After a failure that is the node's own nothing new begins; what runs
// may end, as it may in a run one of whose nodes has failed.
void RunState::element_ended(dag::NodeIndex lane, std::string_view kept, std::int64_t now,
                             std::vector<Order>& out) {
  const dag::NodeIndex node = program_.node_of(lane);
  Loop& loop = loops_.at(node);
  loop.elements.keep(element_in(lane), kept);
  bound_output(loop);
  nodes_[lane].phase = Phase::idle;
  if (const auto next = loop.elements.next()) return start_element(lane, *next, now, out);
  --loop.busy;
  if (loop.elements.failure()) free_waiting_lanes(node, loop);
  if (loop.busy > 0) return;
  end_loop(node, now, out);
  go_further(now, out);
}

void RunState::free_waiting_lanes(dag::NodeIndex node, Loop& loop) {
  const dag::NodeIndex first = program_.first_lane(node);
  for (dag::NodeIndex lane = first; lane < first + program_.lane_count(node); ++lane) {
    if (nodes_[lane].phase != Phase::waiting) continue;
    nodes_[lane].phase = Phase::idle;
    --loop.busy;
  }
}

void RunState::end_loop(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out) {
  NodeRun& run = nodes_[node];
  if (const auto loop = loops_.extract(node)) {
    const Elements& elements = loop.mapped().elements;
    if (elements.failure()) {
      run.error = elements.failure();
    } else {
      run.output = elements.list();
    }
  }
  if (run.error) ++failures_;
  settle(node, now);
  out.push_back({Order::Kind::close, node, run.attempt, {}});
  if (!only_ && !program_.is_handler(node)) tell_progress(node);
}

// Its lanes end with it.
void RunState::abort_lanes(dag::NodeIndex node, std::vector<Order>& out) {
  const dag::NodeIndex first = program_.first_lane(node);
  for (dag::NodeIndex lane = first; lane < first + program_.lane_count(node); ++lane) {
    NodeRun& run = nodes_[lane];
    if (run.phase == Phase::running) out.push_back({Order::Kind::abort, lane, run.attempt, {}});
    run.phase = Phase::idle;
  }
  loops_.erase(node);
}

// What a handler is given: the first failure that names it, and what else is known of the run.
std::string RunState::failure_for(dag::NodeIndex handler) const {
  const auto failed = std::ranges::find_if(settled_, [&](dag::NodeIndex node) {
    return nodes_[node].error && program_.handler_of(node) == handler;
  });
  TNTC_ASSERT(failed != settled_.end());
  std::string out = R"({"node":)";
  append_json_string(out, program_.plan().name(*failed));
  out += R"(,"error":)";
  append_json_string(out, *nodes_[*failed].error);
  out += R"(,"errors":)";
  append_errors(out, Which::graph);
  out += R"(,"outputs":)";
  append_outputs(out, Which::graph);
  out.push_back('}');
  return out;
}

void RunState::settle(dag::NodeIndex node, std::int64_t now) {
  NodeRun& run = nodes_[node];
  TNTC_ASSERT(run.phase == Phase::running || run.phase == Phase::waiting);
  run.phase = Phase::ended;
  run.ended_at = now;
  ended_at_ = now;
  --unsettled_;
  settled_.push_back(node);
}

void RunState::succeeded(dag::NodeIndex node, std::string output, std::int64_t now,
                         std::vector<Order>& out) {
  if (program_.is_lane(node)) return element_ended(node, element_output(output), now, out);
  nodes_[node].output = std::move(output);
  settle(node, now);
  if (only_) return;
  if (!program_.is_handler(node)) progress_->finished(node);
  go_further(now, out);
}

Milliseconds RunState::backoff(dag::NodeIndex node, int failures) {
  const spec::Backoff& policy = program_.node(node).backoff;
  const double grown =
      static_cast<double>(policy.initial.count()) * std::pow(policy.factor, failures - 1);
  const double capped = std::min(grown, static_cast<double>(policy.max.count()));
  const double spread = 1 + policy.jitter * (2 * next_fraction(random_) - 1);
  return Milliseconds(std::llround(capped * spread));
}

void RunState::failed(dag::NodeIndex node, Failure failure, std::int64_t now,
                      std::vector<Order>& out) {
  NodeRun& run = nodes_[node];
  ++run.failures;
  const bool again = !failure.permanent && run.failures <= program_.retries(node);
  if (again) return wait_for_retry(node, now, backoff(node, run.failures), out);
  if (program_.is_lane(node)) {
    return element_ended(node, element_error(failure.message), now, out);
  }
  run.error = std::move(failure.message);
  ++failures_;
  settle(node, now);
  if (only_) return;
  if (!program_.is_handler(node)) progress_->failed(node);
  go_further(now, out);
}

void RunState::wait_for_retry(dag::NodeIndex node, std::int64_t now, Milliseconds delay,
                              std::vector<Order>& out) {
  NodeRun& run = nodes_[node];
  run.phase = Phase::waiting;
  run.retry_at = now + delay.count();
  out.push_back({Order::Kind::wait, node, run.attempt, delay});
}

void RunState::retry_due(dag::NodeIndex node, std::vector<Order>& out) {
  NodeRun& run = nodes_[node];
  if (run.phase != Phase::waiting) return;
  run.phase = Phase::running;
  ++run.attempt;
  ++attempts_;
  ++retries_;
  if (NodeRun& loop = nodes_[program_.node_of(node)]; loop.attempt < run.attempt) {
    loop.attempt = run.attempt;
    out.push_back({Order::Kind::open, program_.node_of(node), loop.attempt, {}});
  }
  out.push_back({Order::Kind::start, node, run.attempt, {}});
}

void RunState::stop_all(const std::string& message, std::int64_t now, std::vector<Order>& out) {
  if (progress_) progress_->stop();
  for (dag::NodeIndex node = 0; node < program_.plan().size() && unsettled_ > 0; ++node) {
    NodeRun& run = nodes_[node];
    if (run.phase == Phase::running && loops(node)) {
      abort_lanes(node, out);
    } else if (run.phase == Phase::running) {
      out.push_back({Order::Kind::abort, node, run.attempt, {}});
    }
    if (run.phase != Phase::running && run.phase != Phase::waiting) continue;
    run.error = message;
    ++failures_;
    settle(node, now);
    if (progress_ && !program_.is_handler(node)) progress_->failed(node);
  }
  ended_at_ = now;
  stopped_because_ = message;
}

void RunState::cancel(const std::string& message, std::int64_t now, std::vector<Order>& out) {
  cancelled_ = true;
  stop_all(message, now, out);
}

void RunState::give_up(const std::string& message, std::int64_t now, std::vector<Order>& out) {
  stop_all(message, now, out);
}

ipc::End RunState::end() const {
  if (cancelled_) return ipc::End::cancelled;
  return failures_ == 0 && stopped_because_.empty() ? ipc::End::succeeded : ipc::End::failed;
}

void RunState::append_outputs(std::string& out, Which which) const {
  out.push_back('{');
  bool first = true;
  for (const dag::NodeIndex node : settled_) {
    const auto& output = nodes_[node].output;
    if (!output || output->empty()) continue;
    if (which == Which::graph && program_.is_handler(node)) continue;
    append_key(out, program_.plan().name(node), first);
    out += *output;
  }
  out.push_back('}');
}

void RunState::append_errors(std::string& out, Which which) const {
  out.push_back('{');
  bool first = true;
  for (const dag::NodeIndex node : settled_) {
    if (!nodes_[node].error) continue;
    if (which == Which::graph && program_.is_handler(node)) continue;
    append_key(out, program_.plan().name(node), first);
    append_json_string(out, *nodes_[node].error);
  }
  out.push_back('}');
}

std::string RunState::result() const {
  std::string out = end() == ipc::End::succeeded ? R"({"success":true,"outputs":)"
                                                 : R"({"success":false,"outputs":)";
  append_outputs(out, Which::all);
  out += R"(,"errors":)";
  append_errors(out, Which::all);
  out += R"(,"timing":{)";
  append_times(out, started_at_, ended_at_);
  out += R"(,"nodeTimings":{)";
  bool first = true;
  for (const dag::NodeIndex node : settled_) {
    append_key(out, program_.plan().name(node), first);
    out.push_back('{');
    append_times(out, nodes_[node].started_at, nodes_[node].ended_at);
    out.push_back('}');
  }
  out += "}}";
  first = true;
  for (dag::NodeIndex node = 0; node < program_.plan().size() && progress_; ++node) {
    if (progress_->state_of(node) != dag::NodeState::skipped) continue;
    if (program_.is_handler(node)) continue;
    out += first ? R"(,"skipped":[)" : ",";
    first = false;
    append_json_string(out, program_.plan().name(node));
  }
  if (!first) out.push_back(']');
  if (!stopped_because_.empty()) {
    out += R"(,"stopped":)";
    append_json_string(out, stopped_because_);
  }
  out.push_back('}');
  return out;
}

}  // namespace tntc::worker
