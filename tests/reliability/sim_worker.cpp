#include "tests/reliability/sim_worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/json_text.h"
#include "engine/clocks.h"
#include "tests/reliability/sim_time.h"

namespace tntc::reliability {

using dag::NodeIndex;
using engine::epoch_ms;
using worker::Order;
using worker::RunState;

namespace {

std::uint64_t next_number() {
  return sim().random()();
}

constexpr std::int64_t kBeat = 100 * kMs;
constexpr std::int64_t kFrozen = 3'000 * kMs;  // the service waits two seconds

}  // namespace

// What worker::Execution does, without a VM: the same messages in the same order.
class SimWorker::Run : public std::enable_shared_from_this<SimWorker::Run> {
 public:
  Run(SimWorker& worker, const ipc::StartRun& start)
      : worker_(worker),
        number_(start.run),
        id_(start.id),
        recorded_(start.recorded),
        state_(worker.program_, std::string(start.input),
               start.only_node < worker.program_.plan().size()
                   ? std::optional<NodeIndex>(start.only_node)
                   : std::nullopt,
               start.run),
        attempts_(worker.program_.plan().size()) {
    for (const ipc::NodeSoFar& node : start.so_far) {
      for (const auto& [name, text] : node.steps) {
        steps_[{node.node, name}] = text;
        worker_.witness_.step_known(id_, name_of(node.node), name, text);
      }
    }
    if (start.began_at != 0) state_.go_on(start.so_far, start.began_at);
    if (start.timeout_ms > 0) left_ = std::max<std::int64_t>(1, start.timeout_ms - start.waited_ms);
  }

  void begin() {
    if (left_ > 0) {
      later(left_ * kMs, [this] {
        if (!state_.ended()) state_.give_up("the run timed out", epoch_ms(), orders_);
      });
    }
    state_.begin(epoch_ms(), orders_);
    pump();
  }

  void cancel() {
    if (over_) return;
    if (blocked_) {  // the call that waits fails, and with it its node
      blocked_.reset();
      const NodeIndex node = blocked_node_;
      end_attempt(node, false, "the run was cancelled");
    }
    if (!state_.ended()) state_.cancel("the run was cancelled", epoch_ms(), orders_);
    pump();
    go_on();
  }

  void recorded(std::uint32_t step) {
    if (over_) return;
    if (const auto told = told_ends_.find(step); told != told_ends_.end()) {
      for (const NodeIndex node : told->second) worker_.witness_.end_kept(id_, name_of(node));
    }
    if (blocked_ && *blocked_ == step) {
      blocked_.reset();
      has_unkept_ = false;
      const auto next = std::exchange(behind_barrier_, nullptr);
      next();
      pump();
      return go_on();
    }
    const auto pending = pending_steps_.extract(step);
    if (pending.empty()) return;
    const PendingStep& kept = pending.mapped();
    const std::string value = steps_[{kept.node, kept.name}];
    worker_.witness_.step_kept(id_, name_of(kept.node), kept.name, value);
    const bool sleeps = kept.name.starts_with("sleep\n");
    when_free([this, node = kept.node, call = kept.call, sleeps, value] {
      if (attempts_[node].call != call) return;
      if (sleeps) return sleep_until(node, std::stoll(value));
      next_thing(node);
    });
  }

  // True when it has left this worker.
  bool park() {
    if (over_ || !recorded_ || state_.ended() || !waits().waits) return false;
    add(ipc::RunParked{number_, 0});
    flush();
    over_ = true;
    return true;
  }

 private:
  struct Attempt {
    std::uint64_t call = 0;  // 0: none
    int left = 0;            // things it does yet
    int steps = 0;           // so far
    int sleeps = 0;
    std::int64_t sleeps_until = 0;  // epoch ms; 0: it does not
  };
  struct PendingStep {
    NodeIndex node;
    std::uint64_t call;
    std::string name;
  };
  struct Begun {
    NodeIndex node;
    int attempt;
    std::int64_t at;
  };

  const std::string& name_of(NodeIndex node) const { return worker_.program_.plan().name(node); }

  void later(std::int64_t delay, std::function<void()> act) {
    worker_.after(delay, [self = shared_from_this(), act = std::move(act)]() mutable {
      self->when_free(std::move(act));
    });
  }
  // The thread of a run that waits in a call does nothing else.
  void when_free(std::function<void()> act) {
    if (over_) return;
    deferred_.push_back(std::move(act));
    go_on();
  }
  void go_on() {
    const auto self = shared_from_this();
    while (!deferred_.empty() && !blocked_ && !over_ && worker_.alive_) {
      const auto act = std::move(deferred_.front());
      deferred_.pop_front();
      act();
      pump();
    }
  }

  void pump() {
    if (pumping_ || over_ || blocked_) return;
    pumping_ = true;
    const auto self = shared_from_this();
    while (!orders_.empty() && !blocked_ && worker_.alive_) {
      const Order order = orders_.front();
      orders_.erase(orders_.begin());
      carry_out(order);
    }
    pumping_ = false;
    if (!worker_.alive_ || blocked_) return;
    if (state_.ended()) return report();
    if (!recorded_) return;
    tell_begun();
    if (const ipc::RunWaits now = waits(); now != told_waits_) {
      told_waits_ = now;
      add(now);
    }
    flush();
  }

  void carry_out(const Order& order) {
    switch (order.kind) {
      case Order::Kind::start:
        if (state_.running(order.node) && state_.attempt(order.node) == order.attempt) {
          start_attempt(order.node, order.attempt);
        }
        return;
      case Order::Kind::abort: attempts_[order.node].call = 0; return;
      case Order::Kind::open:
      case Order::Kind::close: return;  // no workflow of ours has a loop
      case Order::Kind::wait:
        later(order.delay.count() * kMs,
              [this, node = order.node] { state_.retry_due(node, orders_); });
        return;
    }
  }

  void start_attempt(NodeIndex node, int attempt) {
    attempts_[node] = {.call = next_number() | 1, .left = static_cast<int>(sim().below(5))};
    worker_.witness_.node_begins(id_, name_of(node), attempt);
    if (recorded_) {
      begun_.push_back({node, attempt, epoch_ms()});
      has_unkept_ = true;
      if (attempt > 1) {
        tell_begun();
        flush();
      }
    }
    next_thing(node);
  }

  // Waits, effects and steps, then an output or a failure.
  void next_thing(NodeIndex node) {
    Attempt& attempt = attempts_[node];
    if (attempt.call == 0 || !state_.running(node)) return;
    if (sim().chance(worker_.faults_.dies)) return worker_.die("signal 11 (Segmentation fault)");
    if (sim().chance(worker_.faults_.freezes)) worker_.frozen_until_ = sim().now() + kFrozen;
    if (attempt.left-- <= 0) {
      if (sim().chance(worker_.faults_.fails)) {
        return end_attempt(node, false, "it did not work");
      }
      return end_attempt(node, true, output_of(node));
    }
    switch (sim().below(4)) {
      case 0: {
        const std::uint64_t call = attempt.call;
        return later(sim().below(60) * kMs, [this, node, call] {
          if (attempts_[node].call == call) next_thing(node);
        });
      }
      case 1:
        return touch(node, [this, node] {
          effect(node);
          next_thing(node);
        });
      case 2: return sleep(node);
      default: return step(node);
    }
  }

  // The first execution decides when it ends.
  void sleep(NodeIndex node) {
    const std::string name = "sleep\n" + std::to_string(++attempts_[node].sleeps);
    const std::int64_t end = epoch_ms() + sim().below(sim().chance(100) ? 1'500 : 50);
    if (!recorded_) return sleep_until(node, end);
    if (const auto known = steps_.find({node, name}); known != steps_.end()) {
      return sleep_until(node, std::stoll(known->second));
    }
    keep_step(node, name, std::to_string(end));
  }

  void sleep_until(NodeIndex node, std::int64_t end) {
    attempts_[node].sleeps_until = std::max<std::int64_t>(1, end);
    const std::uint64_t call = attempts_[node].call;
    later(std::max<std::int64_t>(0, end - epoch_ms()) * kMs, [this, node, call] {
      if (attempts_[node].call != call) return;
      attempts_[node].sleeps_until = 0;
      next_thing(node);
    });
  }

  void effect(NodeIndex node) {
    const int attempt = worker_.faults_.repeats ? 1 : state_.attempt(node);
    worker_.witness_.effect(id_, name_of(node), attempt, attempts_[node].call,
                            state_.input_of(node));
  }

  std::string output_of(NodeIndex node) const {
    // No two executions give the same.
    return fmt::format(R"({{"n":{},"of":"{}{}"}})", next_number() >> 12, name_of(node),
                       std::string(static_cast<std::size_t>(sim().below(20) == 0 ? 400 : 0), 'x'));
  }

  void step(NodeIndex node) {
    const std::string name = "s" + std::to_string(attempts_[node].steps++);
    if (!recorded_ || steps_.contains({node, name})) return next_thing(node);
    touch(node, [this, node, name] {
      effect(node);
      keep_step(node, name, std::to_string(next_number() >> 12));
    });
  }

  void keep_step(NodeIndex node, const std::string& name, const std::string& value) {
    worker_.witness_.step_done(id_, name_of(node), name, value);
    steps_[{node, name}] = value;
    const std::uint32_t number = next_step_++;
    pending_steps_[number] = {node, attempts_[node].call, name};
    note_ends(number);
    tell_begun();
    add(ipc::StepDone{number_, node, number, name, value});
    flush();
  }

  // As Execution::waits.
  ipc::RunWaits waits() const {
    const ipc::RunWaits works{.run = number_};
    if (!pending_steps_.empty() || blocked_ || !deferred_.empty()) return works;
    ipc::RunWaits found{.run = number_};
    const auto note_time = [&found](std::int64_t until) {
      found.waits = true;
      found.until = found.until == 0 ? until : std::min(found.until, until);
    };
    for (NodeIndex node = 0; node < attempts_.size(); ++node) {
      if (state_.to_be_retried(node)) note_time(state_.retry_at(node));
      if (attempts_[node].call == 0) continue;
      if (attempts_[node].sleeps_until == 0) return works;
      note_time(attempts_[node].sleeps_until);
    }
    return found;
  }

  // As Execution::realm_touch.
  void touch(NodeIndex node, std::function<void()> act) {
    if (!touched_) {
      touched_ = true;
      add(ipc::Touched{number_});
      if (!recorded_) flush();
    }
    if (!recorded_ || !has_unkept_ || worker_.faults_.hasty) return act();
    tell_begun();
    const std::uint32_t number = next_step_++;
    blocked_ = number;
    blocked_node_ = node;
    behind_barrier_ = std::move(act);
    note_ends(number);
    add(ipc::Sync{number_, number});
    flush();
  }

  void note_ends(std::uint32_t number) { told_ends_[number] = ended_nodes_; }

  void end_attempt(NodeIndex node, bool well, std::string text) {
    const int attempt = state_.attempt(node);
    attempts_[node].call = 0;
    std::erase_if(begun_, [node](const Begun& one) { return one.node == node; });
    const std::int64_t began = state_.started_at(node);
    const auto told = static_cast<std::uint32_t>(attempt);
    if (well) {
      worker_.witness_.output(id_, name_of(node), text);
      if (recorded_) {
        add(ipc::NodeDone{number_, node, told, true, true, began, epoch_ms(), text});
        has_unkept_ = true;
        ended_nodes_.push_back(node);
      }
      return state_.succeeded(node, std::move(text), epoch_ms(), orders_);
    }
    state_.failed(node, {text, sim().chance(100)}, epoch_ms(), orders_);
    if (!recorded_) return;
    const bool final = !state_.to_be_retried(node);
    if (final) ended_nodes_.push_back(node);
    add(ipc::NodeDone{number_, node, told, false, final, began, epoch_ms(), text,
                      final ? 0 : state_.retry_at(node)});
  }

  void report() {
    over_ = true;
    const std::string result = state_.result();
    add(ipc::RunDone{number_, state_.end(), state_.attempts(), state_.retries(), result, {}});
    flush();
    worker_.running_.erase(number_);
  }

  void tell_begun() {
    for (const Begun& one : begun_) {
      add(ipc::NodeBegun{number_, one.node, static_cast<std::uint32_t>(one.attempt), one.at});
    }
    begun_.clear();
  }
  void add(const ipc::Message& message) { ipc::encode(message, outbox_.emplace_back()); }
  void flush() {
    if (!outbox_.empty()) worker_.tell(worker_.runs_out_, std::exchange(outbox_, {}));
  }

  SimWorker& worker_;
  ipc::RunNumber number_;
  std::string id_;
  bool recorded_;
  RunState state_;
  std::vector<Attempt> attempts_;
  std::int64_t left_ = 0;
  std::vector<Order> orders_;
  bool pumping_ = false;
  bool over_ = false;
  bool touched_ = false;
  bool has_unkept_ = false;
  std::optional<std::uint32_t> blocked_;  // the step it waits for, in a call of blocked_node_
  NodeIndex blocked_node_ = 0;
  std::function<void()> behind_barrier_;
  std::deque<std::function<void()>> deferred_;
  std::map<std::pair<NodeIndex, std::string>, std::string> steps_;
  std::map<std::uint32_t, PendingStep> pending_steps_;
  std::uint32_t next_step_ = 1;
  std::vector<NodeIndex> ended_nodes_;
  std::map<std::uint32_t, std::vector<NodeIndex>> told_ends_;  // kept with a step
  std::vector<Begun> begun_;
  ipc::RunWaits told_waits_;
  std::vector<std::string> outbox_;
};

SimWorker::SimWorker(worker::Program program, std::string digest, Service service, Witness& witness,
                     const WorkerFaults& faults)
    : program_(std::move(program)),
      digest_(std::move(digest)),
      service_(std::move(service)),
      witness_(witness),
      faults_(faults) {}

SimWorker::~SimWorker() = default;

void SimWorker::after(std::int64_t delay, std::function<void()> act) {
  sim().after(delay, [weak = weak_from_this(), act = std::move(act)] {
    const auto self = weak.lock();
    if (!self || !self->alive_) return;
    if (sim().now() < self->frozen_until_) {
      return self->after(self->frozen_until_ - sim().now(), act);
    }
    act();
  });
}

void SimWorker::begin() {
  after((5 + sim().below(30)) * kMs, [this] {
    if (sim().chance(faults_.dies)) return die("exit 1");
    up_ = true;
    std::string packet;
    ipc::encode(ipc::Ready{"simulated", true}, packet);
    tell(control_out_, {packet});
  });
}

// Most messages take microseconds, some much longer.
std::int64_t SimWorker::arrival(Line& line) const {
  const std::int64_t delay = sim().chance(100) ? sim().below(30 * kMs) : sim().below(kMs / 5);
  line.last = std::max(line.last, sim().now() + delay);
  return line.last - sim().now();
}

void SimWorker::tell(Line& line, std::vector<std::string> packets) {
  // What was sent arrives, though the sender has died meanwhile.
  sim().after(arrival(line), [self = shared_from_this(), packets = std::move(packets)] {
    for (const std::string& packet : packets) {
      if (!self->service_.message) return;
      const auto message = ipc::decode(packet);
      if (const auto* done = std::get_if<ipc::RunDone>(&*message)) {
        self->witness_.done_heard(self->ids_[done->run]);
      }
      const auto tell = self->service_.message;
      tell(*message);
    }
  });
}

void SimWorker::take_run(std::string packet) {
  after(arrival(runs_in_), [this, packet = std::move(packet)] {
    const auto message = ipc::decode(packet);
    start_run(std::get<ipc::StartRun>(*message));
  });
}

void SimWorker::take_control(std::string packet) {
  after(arrival(control_in_), [this, packet = std::move(packet)] {
    const auto message = ipc::decode(packet);
    on_control(*message);
  });
}

void SimWorker::start_run(const ipc::StartRun& start) {
  ids_[start.run] = start.id;
  witness_.run_begins(std::string(start.id), digest_, start.recorded);
  const auto run = std::make_shared<Run>(*this, start);
  running_[start.run] = run;
  run->begin();
  if (alive_ && cancelled_.contains(start.run)) run->cancel();
  if (alive_ && !beating_) beat();
}

void SimWorker::on_control(const ipc::Message& message) {
  if (const auto* cancel = std::get_if<ipc::CancelRun>(&message)) {
    const auto found = running_.find(cancel->run);
    if (found == running_.end()) {
      cancelled_.insert(cancel->run);
      return;
    }
    const auto run = found->second;
    return run->cancel();
  }
  if (const auto* recorded = std::get_if<ipc::Recorded>(&message)) {
    if (const auto found = running_.find(recorded->run); found != running_.end()) {
      const auto run = found->second;
      run->recorded(recorded->step);
    }
    return;
  }
  if (const auto* park = std::get_if<ipc::ParkRun>(&message)) {
    const auto found = running_.find(park->run);
    if (found != running_.end() && found->second->park()) {
      ids_.erase(park->run);
      running_.erase(found);
    }
    return;
  }
  if (std::holds_alternative<ipc::Quit>(message)) die("exit 0");
}

void SimWorker::beat() {
  beating_ = !running_.empty();
  if (!beating_) return;
  std::string packet;
  ipc::encode(ipc::Heartbeat{1, 1}, packet);
  tell(control_out_, {packet});
  after(kBeat, [this] { beat(); });
}

void SimWorker::die(const std::string& how) {
  if (!alive_) return;
  alive_ = false;
  const auto self = shared_from_this();
  // Runs may be inside a call of theirs.
  sim().after(0, [self] { self->running_.clear(); });
  const std::int64_t last = std::max(runs_out_.last, control_out_.last);
  sim().after(std::max<std::int64_t>(0, last - sim().now()) + sim().below(2 * kMs), [self, how] {
    if (const auto tell = self->service_.exited) tell(how);
  });
}

}  // namespace tntc::reliability
