#include "worker/execution.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/assert.h"
#include "bundle/source_map.h"
#include "worker/retry_policy.h"

namespace tntc::worker {
namespace {

using runtime::js::monotonic_ns;
using runtime::js::Stop;

// Script that runs because an attempt ended (abort listeners) gets this long.
constexpr std::int64_t kFarewell = 50'000'000;

// So long, ns, nodes and elements that wait for nothing go on one after the other before the run
// looks at what has come for it: that it is cancelled.
constexpr std::int64_t kTurn = 20'000'000;

// Of elements that reach the outside world no more ends than these are on their way to the journal:
// so many, and those that run, are executed again after a crash.
constexpr std::uint32_t kMostUnkeptElements = 100;

std::int64_t nanoseconds(Milliseconds duration) {
  return duration.count() * 1'000'000;
}

std::string in_mebibytes(std::size_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

}  // namespace

Execution::Execution(const Shared& shared, House& house, io::Loop& loop, LogBuffer& logs,
                     ipc::Outbox& outbox, Custody& custody, Barrier& barrier,
                     const ipc::StartRun& start)
    : shared_(shared),
      house_(house),
      loop_(loop),
      logs_(logs),
      outbox_(outbox),
      custody_(custody),
      barrier_(barrier),
      number_(start.run),
      id_(start.id),
      state_(shared.program, std::string(start.input),
             start.only_node < shared.program.plan().size()
                 ? std::optional<dag::NodeIndex>(start.only_node)
                 : std::nullopt,
             start.run,
             {.max_output = shared.limits.max_output,
              .one_element = !start.test.empty() && start.only_node != ipc::kWholeWorkflow}),
      attempts_(shared.program.index_count()) {
  if (start.timeout_ms > 0) {
    run_timeout_ = Milliseconds(start.timeout_ms);
    // Even a run whose time is over by now gets to say so.
    const std::int64_t left = std::max<std::int64_t>(1, start.timeout_ms - start.waited_ms);
    run_deadline_ = monotonic_ns() + nanoseconds(Milliseconds(left));
  }
  recorded_ = start.recorded;
  steps_in_memory_ = start.steps_in_memory || !start.test.empty();
  for (const ipc::NodeSoFar& node : start.so_far) {
    for (const auto& [name, text] : node.steps) {
      if (!ipc::element_step(name)) steps_[{node.node, name}] = text;
    }
  }
  for (const ipc::RunEvent& event : start.events) keep_event(event.name, event.payload);
  if (start.began_at != 0) state_.go_on(start.so_far, start.began_at);
  if (!start.test.empty()) begin_test(start.test);
}

void Execution::begin_test(std::string_view text) {
  auto plan = parse_test_plan(text);
  if (!plan) {
    not_a_test_ = plan.error();
    return;
  }
  for (const auto& [name, payload] : plan->events) keep_event(name, payload);
  test_ = std::make_unique<TestWorld>(loop_, std::move(*plan));
  house_.make_realms_for(test_.get());
}

Execution::~Execution() {
  for (const io::TimerId timer : timers_) cancel_timer(timer);
  for (const Attempt& attempt : attempts_) {
    if (attempt.timer) cancel_timer(*attempt.timer);
  }
  if (run_timer_) loop_.cancel(*run_timer_);
  if (next_turn_) loop_.cancel(*next_turn_);
  if (test_) house_.make_realms_for(nullptr);
}

io::TimerId Execution::after(io::Duration delay, io::Loop::Callback callback) {
  return test_ ? test_->time.after(delay, std::move(callback))
               : loop_.after(delay, std::move(callback));
}

void Execution::cancel_timer(io::TimerId timer) {
  if (test_) {
    test_->time.cancel(timer);
  } else {
    loop_.cancel(timer);
  }
}

void Execution::begin() {
  state_.begin(epoch_ms(), orders_);
  if (not_a_test_) state_.give_up(not_a_test_->message, epoch_ms(), orders_);
  if (test_ && test_->plan.run_timeout_ms) {
    // In the time of the test; the run's own timeout, in real time, is for tests that hang.
    const Milliseconds timeout(*test_->plan.run_timeout_ms);
    timers_.push_back(after(timeout, [this, timeout] {
      if (state_.ended()) return;
      state_.give_up("the run timed out after " + to_text(timeout), epoch_ms(), orders_);
      pump();
    }));
  }
  pump();
}

void Execution::cancel(const std::string& message) {
  if (state_.ended()) return;
  state_.cancel(message, epoch_ms(), orders_);
  pump();
}

// The node entered last is named: it is the one that grew when only one is running, and the best
// guess otherwise.
void Execution::stop_for_memory() {
  if (state_.ended()) return;
  vm_lost(inside_, Stop::memory);
  pump();
}

// Orders make script run, script finishes calls, finished calls make orders: until nothing is left
// to do before something happens outside.
void Execution::pump() {
  if (pumping_) return;
  pumping_ = true;
  const std::int64_t began = monotonic_ns();
  while (!orders_.empty() || !finished_.empty()) {
    if (!state_.ended() && turn_is_over(began)) {
      go_on_in_next_turn();
      break;
    }
    carrying_.swap(orders_);
    for (const Order& order : carrying_) {
      carry_out(order);
      // At once, so that of a wide fan-out few realms are in use at the same time.
      take_finished();
    }
    carrying_.clear();
    take_finished();
  }
  pumping_ = false;
  if (state_.ended()) return;
  guard_pending();
  if (!recorded_) return;
  tell_begun();
  if (!next_turn_) tell_waiting();
  outbox_.flush();
}

// The time of a test would go on meanwhile.
bool Execution::turn_is_over(std::int64_t began) const {
  return !test_ && monotonic_ns() - began > kTurn;
}

void Execution::go_on_in_next_turn() {
  if (next_turn_) return;
  next_turn_ = loop_.after(io::Duration::zero(), [this] {
    next_turn_.reset();
    pump();
  });
}

void Execution::carry_out(const Order& order) {
  switch (order.kind) {
    case Order::Kind::start:
      // The VM may have been lost, or the run given up, since the order was made.
      if (state_.running(order.node) && state_.attempt(order.node) == order.attempt) {
        start_attempt(order.node, order.attempt);
      }
      return;
    case Order::Kind::abort: abort_attempt(order.node); return;
    case Order::Kind::open: open_loop(order); return;
    case Order::Kind::close: close_loop(order.node); return;
    case Order::Kind::wait:
      timers_.push_back(after(order.delay, [this, node = order.node] {
        state_.retry_due(node, orders_);
        pump();
      }));
      return;
  }
}

std::int64_t Execution::deadline_of(dag::NodeIndex node) const {
  const Attempt& running = attempts_[node];
  const std::int64_t attempt =
      !running.waits.empty() ? monotonic_ns() + running.left : running.deadline;
  return run_deadline_ != 0 ? std::min(attempt, run_deadline_) : attempt;
}

// The supervisor has answered for this run while script was stuck; the process is about to be
// killed, and nothing of this thread may be used again.
void Execution::stand_still() {
  custody_.mutex.unlock();
  for (;;) ::pause();
}

template <class Enter>
bool Execution::in_script(dag::NodeIndex node, Enter enter) {
  inside_ = node;
  custody_.mutex.unlock();
  if (test_) runtime::js::set_script_clock(test_->time.clock());
  const bool alive = enter();
  if (test_) runtime::js::set_script_clock(nullptr);
  custody_.mutex.lock();
  if (custody_.abandoned) stand_still();
  if (!alive) vm_lost(node, house_.stopped());
  return alive;
}

void Execution::start_attempt(dag::NodeIndex node, int attempt) {
  if (shared_.program.is_lane(node)) {
    end_left_overs(node);
    if (!state_.running(node)) return;
  }
  Attempt& running = attempts_[node];
  running.call = next_call_++;
  running.deadline = monotonic_ns() + nanoseconds(shared_.program.timeout(node));
  unguarded_.push_back(node);
  if (!std::exchange(running.entered, true)) used_.push_back(node);
  if (recorded_ && !shared_.program.is_lane(node)) {
    begun_.push_back({node, attempt, epoch_ms()});
    // Before its first effect it must be known to have begun: another is then called a later
    // attempt.
    has_unkept_ = true;
  }
  // It may be what ended the process the last time.
  if (recorded_ && attempt > 1) {
    tell_begun();
    outbox_.flush();
  }

  Result<NodeRealm*> realm = nullptr;
  const bool loaded = in_script(node, [&] {
    realm = house_.realm(node, deadline_of(node));
    return !realm || *realm != nullptr;
  });
  if (!loaded) return;
  if (!realm) return note_failure(node, realm.error().message, {}, true);
  (*realm)->in_call = true;
  const std::string input = state_.input_of(node);
  const Item item = state_.item_of(node).value_or(Item{});
  const runtime::js::Invocation invocation{running.call, input,      id_,
                                           attempt,      item.index, item.count};
  in_script(node, [&] { return (*realm)->realm().invoke(invocation, deadline_of(node)); });
}

// What another element has left going on would go on as the next one.
void Execution::end_left_overs(dag::NodeIndex lane) {
  const NodeRealm* realm = house_.existing(lane);
  if (realm != nullptr && realm->has_pending()) {
    end_script(lane, "AbortError", "the element is done");
  }
}

void Execution::realm_done(dag::NodeIndex node, runtime::CallNumber call, runtime::CallEnd end) {
  if (attempts_[node].call != call) return;  // of an attempt that is over
  attempts_[node].call = 0;
  finished_.push_back({node, std::move(end)});
}

void Execution::take_finished() {
  if (finished_.empty()) return;
  taking_.swap(finished_);
  for (Finished& one : taking_) {
    if (!state_.running(one.node)) continue;
    forget_attempt(one.node);
    if (!one.end.ok) {
      note_failure(one.node, one.end.text, one.end.stack,
                   is_permanent(shared_.program.node(one.node).retry, one.end.retry, one.end.name,
                                one.end.status));
    } else if (one.end.text.size() > shared_.limits.max_output) {
      note_failure(one.node,
                   "the output is " + std::to_string(one.end.text.size()) +
                       " bytes of JSON, the limit is " + std::to_string(shared_.limits.max_output) +
                       " (--max-output)",
                   {}, true);
    } else {
      succeed(one.node, std::move(one.end.text));
    }
  }
  taking_.clear();
}

// Those it concerns begin at once: what they were given is kept before they reach the outside world
// (realm_touch), and until then nobody can tell that it might be otherwise after a crash.
void Execution::succeed(dag::NodeIndex node, std::string output) {
  if (shared_.program.is_lane(node)) {
    const std::uint32_t element = state_.item_of(node)->index;
    if (recorded_) {
      keep_element(node, element, ipc::ElementStep::result, element_output(output));
    }
    forget_element(node, element);
  } else if (recorded_) {
    std::erase_if(begun_, [node](const Begun& one) { return one.node == node; });
    outbox_.add(ipc::NodeDone{number_, node, static_cast<std::uint32_t>(state_.attempt(node)), true,
                              true, state_.started_at(node), epoch_ms(), output});
    has_unkept_ = true;
  }
  state_.succeeded(node, std::move(output), epoch_ms(), orders_);
}

void Execution::open_loop(const Order& order) {
  if (!recorded_) return;
  begun_.push_back({order.node, order.attempt, epoch_ms()});
  has_unkept_ = true;
  // An element of it may be what ended the process the last time.
  if (order.attempt == 1) return;
  tell_begun();
  outbox_.flush();
}

void Execution::close_loop(dag::NodeIndex node) {
  const auto& error = state_.error_of(node);
  if (error) realm_log(node, runtime::LogLevel::error, "failed: " + *error);
  if (!recorded_) return;
  std::erase_if(begun_, [node](const Begun& one) { return one.node == node; });
  outbox_.add(ipc::NodeDone{number_, node, static_cast<std::uint32_t>(state_.attempt(node)), !error,
                            true, state_.started_at(node), epoch_ms(),
                            error ? *error : *state_.output_of(node)});
  has_unkept_ = true;
}

// An element is given nothing of another, so none waits for it until there are many. Once the run
// has reached the outside world it is told at once, so that a death of this process costs little.
void Execution::keep_element(dag::NodeIndex lane, std::uint32_t element, ipc::ElementStep what,
                             std::string_view text) {
  const std::string name = ipc::name_of({what, element});
  outbox_.add(ipc::StepDone{number_, shared_.program.node_of(lane), next_step_++, name, text});
  if (++unkept_elements_ >= kMostUnkeptElements) has_unkept_ = true;
  if (touched_) outbox_.flush();
}

// Its steps: it is not executed again.
void Execution::forget_element(dag::NodeIndex lane, std::uint32_t element) {
  const dag::NodeIndex node = shared_.program.node_of(lane);
  const std::string scope = ipc::element_scope(element);
  const auto first = steps_.lower_bound({node, scope});
  auto last = first;
  while (last != steps_.end() && last->first.first == node &&
         last->first.second.starts_with(scope)) {
    ++last;
  }
  steps_.erase(first, last);
}

// What a line of its log begins with; empty when it is of no element.
std::string Execution::of_element(dag::NodeIndex node) const {
  if (!shared_.program.is_lane(node)) return {};
  const auto item = state_.item_of(node);
  return item ? "element " + std::to_string(item->index) + ": " : std::string();
}

void Execution::tell_begun() {
  for (const Begun& one : begun_) {
    outbox_.add(ipc::NodeBegun{number_, one.node, static_cast<std::uint32_t>(one.attempt), one.at});
  }
  begun_.clear();
}

Result<void> Execution::realm_touch(dag::NodeIndex) {
  if (!touched_) {
    touched_ = true;
    outbox_.add(ipc::Touched{number_});
    if (!recorded_) outbox_.flush();
  }
  if (!has_unkept_) return {};  // of a run that is not recorded nothing is to be kept
  tell_begun();
  const std::uint32_t step = next_step_++;
  barrier_.expect(number_, step);
  outbox_.add(ipc::Sync{number_, step});
  outbox_.flush();
  const std::int64_t begin = monotonic_ns();
  if (!barrier_.wait()) return fail(ErrorKind::cancelled, "the run was cancelled");
  has_unkept_ = false;
  unkept_elements_ = 0;
  // The time of a disk is no node's.
  delay_attempts(monotonic_ns() - begin);
  return {};
}

void Execution::delay_attempts(std::int64_t by) {
  for (dag::NodeIndex node = 0; node < attempts_.size(); ++node) {
    Attempt& attempt = attempts_[node];
    if (attempt.call == 0) continue;
    attempt.deadline += by;
    if (!attempt.timer) continue;
    cancel_timer(*attempt.timer);
    attempt.timer.reset();
    unguarded_.push_back(node);
  }
}

void Execution::recorded(const ipc::Recorded& recorded) {
  const auto pending = pending_steps_.extract(recorded.step);
  if (pending.empty()) return;
  const PendingStep& kept = pending.mapped();
  tell(kept.node, kept.call, kept.number);
}

// An attempt that is over does not hear of it, nor does a realm that was made since.
void Execution::tell(dag::NodeIndex node, runtime::CallNumber call, runtime::TimerNumber number) {
  NodeRealm* realm = house_.existing(node);
  if (realm != nullptr && attempts_[node].call == call) realm->tell(number);
}

void Execution::keep_event(const std::string& name, const std::string& payload) {
  ++event_count_;
  events_[name].push_back(payload);
}

void Execution::event_came(std::uint32_t index, const std::string& name,
                           const std::string& payload) {
  if (index < event_count_ || state_.ended()) return;
  keep_event(name, payload);
  const auto has_come = [this](const AwaitedEvent& one) {
    return realm_event(one.name, one.index).has_value();
  };
  std::vector<AwaitedEvent> come;
  std::ranges::copy_if(awaited_, std::back_inserter(come), has_come);
  std::erase_if(awaited_, has_come);
  for (const AwaitedEvent& one : come) tell(one.node, one.call, one.number);
}

std::optional<std::string> Execution::realm_event(std::string_view name, std::uint32_t index) {
  const auto found = events_.find(name);
  if (found == events_.end() || index >= found->second.size()) return std::nullopt;
  return found->second[index];
}

Result<void> Execution::realm_await_event(dag::NodeIndex node, runtime::TimerNumber number,
                                          std::string_view name, std::uint32_t index) {
  awaited_.push_back({node, attempts_[node].call, number, std::string(name), index});
  return {};
}

bool Execution::park() {
  if (!recorded_ || state_.ended() || next_turn_ || !waits().waits) return false;
  logs_.flush();
  outbox_.add(ipc::RunParked{number_, event_count_});
  return true;
}

Result<std::optional<std::string>> Execution::realm_step(dag::NodeIndex node,
                                                         std::string_view name) {
  if (!realm_keeps_steps()) {
    return fail(ErrorKind::denied,
                "ctx.step needs a run that is recorded: set config.durability of workflow.yaml to "
                "process or disk, or start the run asynchronously or with an Idempotency-Key");
  }
  const auto found = steps_.find({shared_.program.node_of(node), std::string(name)});
  if (found == steps_.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

Result<void> Execution::realm_keep_step(dag::NodeIndex node, runtime::TimerNumber number,
                                        std::string_view name, std::string_view text) {
  if (text.size() > shared_.limits.max_output) {
    return fail(ErrorKind::invalid,
                "the result of the step \"" + std::string(name) + "\" is " +
                    std::to_string(text.size()) + " bytes of JSON, the limit is " +
                    std::to_string(shared_.limits.max_output) + " (--max-output)");
  }
  const std::uint32_t step = next_step_++;
  pending_steps_[step] = {node, attempts_[node].call, number};
  // Another attempt of this worker has it from here, one of the next from the service.
  const dag::NodeIndex of = shared_.program.node_of(node);
  steps_[{of, std::string(name)}] = text;
  if (recorded_) {
    tell_begun();  // a step is one of an attempt that is known
    outbox_.add(ipc::StepDone{number_, of, step, name, text});
    outbox_.flush();
  } else {
    timers_.push_back(
        after(io::Duration::zero(), [this, step] { recorded(ipc::Recorded{number_, step}); }));
  }
  return {};
}

void Execution::realm_wait(dag::NodeIndex node, const runtime::Wait& wait, bool begins) {
  Attempt& attempt = attempts_[node];
  if (attempt.call == 0) return;  // left behind by an attempt that is over
  if (begins) {
    attempt.waits.push_back(wait);
    if (attempt.waits.size() > 1) return;
    attempt.left = std::max<std::int64_t>(0, attempt.deadline - monotonic_ns());
    if (attempt.timer) cancel_timer(*attempt.timer);
    attempt.timer.reset();
    return;
  }
  const auto found = std::ranges::find(attempt.waits, wait);
  if (found == attempt.waits.end()) return;
  attempt.waits.erase(found);
  if (!attempt.waits.empty()) return;
  attempt.deadline = monotonic_ns() + attempt.left;
  unguarded_.push_back(node);
}

// What the run waits for, when it does nothing else.
ipc::RunWaits Execution::waits() const {
  const ipc::RunWaits works{.run = number_};
  if (!pending_steps_.empty()) return works;
  ipc::RunWaits found{.run = number_};
  const auto note_time = [&found](std::int64_t until) {
    found.waits = true;
    if (until != 0) found.until = found.until == 0 ? until : std::min(found.until, until);
  };
  for (dag::NodeIndex node = 0; node < attempts_.size(); ++node) {
    const Attempt& attempt = attempts_[node];
    if (state_.to_be_retried(node)) {
      // When an element is tried again is not recorded.
      if (shared_.program.is_lane(node)) return works;
      note_time(state_.retry_at(node));
    }
    if (attempt.call == 0) continue;
    const NodeRealm* realm = house_.existing(node);
    if (attempt.waits.empty() || realm == nullptr || !realm->only_waits(attempt.waits.size())) {
      return works;
    }
    for (const runtime::Wait& wait : attempt.waits) {
      note_time(wait.until);
      if (!wait.event.empty()) found.events.push_back(wait.event);
    }
  }
  return found;
}

// The service need not wait for a run that does nothing but wait, nor keep a VM for it.
void Execution::tell_waiting() {
  ipc::RunWaits now = waits();
  if (now == told_waits_) return;
  told_waits_ = std::move(now);
  outbox_.add(told_waits_);
}

void Execution::note_failure(dag::NodeIndex node, std::string message, std::string_view stack,
                             bool permanent) {
  shared_.powers.redactor().redact(message);
  const int attempt = state_.attempt(node);
  std::string line = "attempt " + std::to_string(attempt) + " failed: " + message;
  if (!stack.empty()) {
    const std::string mapped = bundle::map_stack(shared_.program.modules(), stack);
    if (!mapped.empty()) line += '\n' + mapped;
  }
  realm_log(node, runtime::LogLevel::error, line);
  forget_attempt(node);
  const std::optional<Item> item = state_.item_of(node);
  state_.failed(node, {message, permanent}, epoch_ms(), orders_);
  if (shared_.program.is_lane(node)) return note_element_failure(node, item->index, message);
  if (!recorded_) return;
  std::erase_if(begun_, [node](const Begun& one) { return one.node == node; });
  const bool again = state_.to_be_retried(node);
  outbox_.add(ipc::NodeDone{number_, node, static_cast<std::uint32_t>(attempt), false, !again,
                            state_.started_at(node), epoch_ms(), message,
                            again ? state_.retry_at(node) : 0});
}

// After it was told to state_, which may have given the lane to another element.
void Execution::note_element_failure(dag::NodeIndex lane, std::uint32_t element,
                                     std::string_view message) {
  const bool again = state_.to_be_retried(lane);
  if (recorded_ && again) {
    keep_element(lane, element, ipc::ElementStep::failures, std::to_string(state_.failures(lane)));
  } else if (recorded_) {
    keep_element(lane, element, ipc::ElementStep::result, element_error(message));
  }
  if (!again) forget_element(lane, element);
}

void Execution::forget_attempt(dag::NodeIndex node) {
  Attempt& attempt = attempts_[node];
  attempt.call = 0;
  attempt.waits.clear();
  if (NodeRealm* realm = house_.existing(node)) realm->in_call = false;
  if (attempt.timer) cancel_timer(*attempt.timer);
  attempt.timer.reset();
}

// Only what is still running when the thread goes back to its loop needs a timer: most attempts are
// over by then.
void Execution::guard_pending() {
  const std::int64_t now = monotonic_ns();
  for (const dag::NodeIndex node : unguarded_) {
    Attempt& attempt = attempts_[node];
    if (attempt.call == 0 || attempt.timer || !attempt.waits.empty()) continue;
    // Of a test, all of the time: none of it has passed.
    const std::int64_t left =
        test_ ? nanoseconds(shared_.program.timeout(node)) : attempt.deadline - now;
    attempt.timer = after(std::chrono::nanoseconds(left), [this, node] {
      attempts_[node].timer.reset();
      attempt_late(node);
    });
  }
  unguarded_.clear();
  if (run_deadline_ != 0 && !run_timer_) {
    run_timer_ = loop_.after(std::chrono::nanoseconds(run_deadline_ - now), [this] {
      run_timer_.reset();
      run_late();
    });
  }
}

std::string Execution::timeout_message(dag::NodeIndex node) const {
  return "Node \"" + shared_.program.name(node) + "\" timed out after " +
         std::to_string(shared_.program.timeout(node).count()) + "ms";
}

bool Execution::run_is_late() const {
  return run_deadline_ != 0 && monotonic_ns() >= run_deadline_;
}

std::string Execution::run_timeout_message() const {
  return "the run timed out after " + to_text(run_timeout_);
}

void Execution::attempt_late(dag::NodeIndex node) {
  if (!state_.running(node)) return;
  abort_attempt(node);
  // Ending the script of an abort listener may have ended the VM, and with it this attempt.
  if (state_.running(node)) {
    note_failure(
        node, timeout_message(node), {},
        is_permanent(shared_.program.node(node).retry, runtime::Retry::usual, "TimeoutError", 0));
  }
  pump();
}

void Execution::run_late() {
  if (state_.ended()) return;
  state_.give_up(run_timeout_message(), epoch_ms(), orders_);
  pump();
}

void Execution::abort_attempt(dag::NodeIndex node) {
  attempts_[node].call = 0;
  attempts_[node].waits.clear();
  const bool late = state_.running(node);
  end_script(node, late ? "TimeoutError" : "AbortError",
             late ? timeout_message(node) : "the run was stopped");
}

// Nothing of what it has going on goes on.
void Execution::end_script(dag::NodeIndex node, std::string_view reason,
                           const std::string& message) {
  NodeRealm* realm = house_.existing(node);
  if (realm == nullptr) return;
  realm->in_call = false;
  const bool alive = in_script(
      node, [&] { return realm->realm().cancel(reason, message, monotonic_ns() + kFarewell); });
  if (alive) realm->drop_pending();
}

void Execution::realm_due(dag::NodeIndex node,
                          std::function<bool(runtime::js::Realm&, std::int64_t)> enter) {
  NodeRealm* realm = house_.existing(node);
  if (realm == nullptr || state_.ended()) return;
  // A node whose call is over may still have work going on outside; it gets the time of a look.
  const std::int64_t deadline =
      attempts_[node].call != 0 ? deadline_of(node) : monotonic_ns() + kFarewell;
  in_script(node, [&] { return enter(realm->realm(), deadline); });
  pump();
}

std::string Execution::stop_message(dag::NodeIndex node, Stop why) const {
  const std::string name = "Node \"" + shared_.program.name(node) + "\"";
  if (why == Stop::memory) {
    return name + " was stopped: its run used more than " +
           in_mebibytes(shared_.limits.heap_per_run) + " of memory (--heap)";
  }
  if (why == Stop::cancelled) return name + " was stopped: the run was cancelled";
  return timeout_message(node);
}

// Script had to be ended, and with it the VM of this run: every attempt that was going on is lost.
void Execution::vm_lost(dag::NodeIndex culprit, Stop why) {
  house_.retire();
  if (why == Stop::deadline && run_is_late()) {
    state_.give_up(run_timeout_message(), epoch_ms(), orders_);
    return;
  }
  if (why == Stop::cancelled) {
    state_.cancel("the run was cancelled", epoch_ms(), orders_);
    return;
  }
  const std::string shared_fate = "stopped together with node \"" + shared_.program.name(culprit) +
                                  "\", whose code had to be ended with the VM of the run";
  for (dag::NodeIndex node = 0; node < attempts_.size(); ++node) {
    // Without a call it has finished already, or was ordered and starts in the next VM. With one it
    // may have been stopped, and is about to be aborted.
    if (attempts_[node].call == 0 || !state_.running(node)) continue;
    const bool late = node == culprit && why == Stop::deadline;
    note_failure(
        node, node == culprit ? stop_message(node, why) : shared_fate, {},
        why == Stop::memory || (late && is_permanent(shared_.program.node(node).retry,
                                                     runtime::Retry::usual, "TimeoutError", 0)));
  }
}

void Execution::answer_for_stuck_script(Stop wanted) {
  const Stop why = wanted == Stop::none ? Stop::deadline : wanted;
  const bool whole_run = why == Stop::deadline && run_is_late();
  const std::string message =
      (whole_run ? run_timeout_message() + " in node \"" + shared_.program.name(inside_) + '"'
                 : stop_message(inside_, why)) +
      "; its code could not be interrupted, its worker process is being replaced";
  state_.leave_failures();
  if (why == Stop::cancelled) {
    state_.cancel("the run was cancelled", epoch_ms(), orders_);
  } else if (!whole_run && state_.running(inside_)) {
    state_.failed(inside_, {message, true}, epoch_ms(), orders_);
  }
  if (!state_.ended()) state_.give_up(message, epoch_ms(), orders_);
  report();
}

void Execution::report() {
  TNTC_ASSERT(state_.ended());
  logs_.flush();
  const std::string result = state_.result();
  // An abandoned thread may be about to make another call.
  const std::string calls = test_ && !custody_.abandoned ? test_->mocks.calls() : std::string();
  outbox_.add(
      ipc::RunDone{number_, state_.end(), state_.attempts(), state_.retries(), result, calls});
}

void Execution::clean_up() {
  for (const dag::NodeIndex node : used_) {
    NodeRealm* realm = house_.existing(node);
    if (realm != nullptr && realm->has_pending()) abort_attempt(node);
  }
  house_.release_retired();
}

namespace {

// Stacks inside what a node logs point at its TypeScript too.
std::string with_mapped_stacks(const Program& program, std::string_view text) {
  if (text.find("@tntc:") == std::string_view::npos) return std::string(text);
  std::string out;
  std::string frames;
  const auto map_frames = [&] {
    if (!frames.empty()) out += bundle::map_stack(program.modules(), frames) + '\n';
    frames.clear();
  };
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find("@tntc") != std::string_view::npos) {
      frames += std::string(line) + '\n';
      continue;
    }
    map_frames();
    out += std::string(line) + '\n';
  }
  map_frames();
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace

void Execution::realm_log(dag::NodeIndex node, runtime::LogLevel level, std::string_view text) {
  logs_.add({epoch_ms(), static_cast<std::uint8_t>(level), number_, shared_.program.node_of(node),
             static_cast<std::uint32_t>(state_.attempt(node)),
             of_element(node) + with_mapped_stacks(shared_.program, text)});
}

}  // namespace tntc::worker
