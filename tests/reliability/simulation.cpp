// Thousands of short lives of an engine, each from one number (reliability 6):
//   simulation [--seeds N] [--seed FIRST] [--bad FILE] [--lie NAME] [--worker hasty|repeats]
// The real engine, dispatcher, journal and run state on one thread; clock, disk, worker processes
// and what lies between are made up. README.md says more. Bad seeds are appended to FILE, and those
// in it come first.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "bundle/digest.h"
#include "bundle/wrapper.h"
#include "engine/clocks.h"
#include "engine/engine.h"
#include "engine/testing/fake_store.h"
#include "tests/reliability/claims.h"
#include "tests/reliability/lies.h"
#include "tests/reliability/sim_time.h"
#include "tests/reliability/sim_world.h"
#include "tests/reliability/turns.h"

namespace tntc::reliability {
namespace {

using engine::journal::FakeDisk;
using engine::journal::FakeStore;
using triggers::Durability;
using triggers::RunEnd;

// Three workflows; an engine goes from one to the other while runs of any are left.
bundle::Bundle make_bundle(const std::string& name, const std::vector<std::string>& nodes,
                           const std::string& rest) {
  bundle::Bundle made;
  made.workflow_yaml = "name: " + name + "\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes:\n";
  for (const std::string& node : nodes) {
    const std::string path = "nodes/" + node.substr(0, node.find(':')) + ".js";
    made.workflow_yaml += "  " + node.substr(0, node.find(':')) + ": {path: ./" + path;
    if (const auto more = node.find(':'); more != node.npos) {
      made.workflow_yaml += ", " + node.substr(more + 1);
    }
    made.workflow_yaml += "}\n";
    made.node_module.push_back(static_cast<std::uint32_t>(made.modules.size()));
    made.modules.push_back(
        {path, std::string(bundle::kModulePrefix) + std::string(bundle::kModuleSuffix), "{}"});
  }
  made.workflow_yaml += rest;
  made.compiler = "by hand";
  made.digest = bundle::digest_of(made);
  return made;
}

const std::vector<bundle::Bundle>& bundles() {
  static const std::vector<bundle::Bundle> all = {
      make_bundle("diamond", {"a", "b", "c", "d", "e"},
                  "edges: [{from: a, to: b}, {from: a, to: c}, {from: b, to: d}, "
                  "{from: c, to: d}, {from: d, to: e}]\nconfig: {retries: 2}\n"),
      make_bundle("chain", {"free", "x", "y:when: input.n >= 1000000000000000", "z"},
                  "edges: [{from: x, to: y}, {from: x, to: z}, {from: y, to: z}]\n"
                  "config: {retries: 1}\n"),
      make_bundle("stages", {"a", "b", "c"},
                  "edges: [{from: a, to: c}]\nconfig: {schedule: stages, retries: 3}\n"),
  };
  return all;
}

// The nodes that wait for a node, also those that wait for these.
std::set<std::string> dependents(const std::string& digest, const std::string& node) {
  static std::map<std::pair<std::string, std::string>, std::set<std::string>> known;
  const auto found = known.find({digest, node});
  if (found != known.end()) return found->second;
  std::set<std::string> out;
  for (const bundle::Bundle& bundle : bundles()) {
    if (bundle.digest != digest) continue;
    const auto workflow = *spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml").workflow;
    std::vector<std::string> left = {node};
    while (!left.empty()) {
      const std::string of = left.back();
      left.pop_back();
      for (const spec::Edge& edge : workflow.edges) {
        const std::string& to = workflow.nodes[edge.to].name;
        if (workflow.nodes[edge.from].name == of && out.insert(to).second) left.push_back(to);
      }
    }
  }
  return known[{digest, node}] = out;
}

// What was promised of a run, and what was seen of it.
struct Promise {
  std::string digest;
  Durability durability = Durability::none;
  std::string input;
  bool accepted = false;      // somebody was told that it is kept
  bool refused = false;       // or that it is not
  bool exempt = false;        // power was lost, and its durability does not stand that
  std::optional<RunEnd> end;  // somebody was told, and it was kept
  std::string result;
  bool done_heard = false;    // the engine has heard of its end
  bool cancel_asked = false;  // before that
  bool cancel_kept = false;
  struct Node {
    int attempt = 0;  // of the last effect
    std::uint64_t execution = 0;
    std::string input;
    bool had_effect = false;
    bool end_kept = false;
    std::set<std::string> outputs = {};
    std::map<std::string, std::string> steps_kept = {};
  };
  std::map<std::string, Node> nodes;
};

struct Wanted {
  std::uint64_t seeds = 200;
  std::uint64_t first = 1;
  std::string bad_file;
  Lie lie = Lie::none;
  WorkerFaults worker;
};

class Simulation : public SimWorld, public Witness {
 public:
  Simulation(std::uint64_t seed, const Wanted& wanted) : wanted_(wanted) {
    sim().begin(seed);
    faults_ = wanted.worker;
    options_.limits.workers = 1 + static_cast<int>(sim().below(2));
    options_.limits.max_runs = sim().chance(300) ? 2 : 64;
    options_.limits.queue = sim().chance(200) ? 3 : 1024;
    options_.state = "state";
    options_.journal.segment_bytes = sim().chance(500) ? 8192 : 32'768;
    options_.journal.inline_bytes = 300;
    options_.journal.keep_runs = sim().chance(300) ? 5 : 10'000;
    options_.park_after = Milliseconds(sim().below(400));
    options_.log = [this](const engine::LogLine& line) { log(line); };
    turns().on_wake = [this] {
      if (can_be_woken_) turn_soon(sim().below(3 * kMs));
    };
  }
  ~Simulation() override {
    end_engine();
    turns().on_wake = nullptr;
    workers_.clear();
    sim().begin(0);
  }

  // "" when all was as it was promised.
  std::string run();

  Witness& witness() override { return *this; }
  const WorkerFaults& worker_faults() override { return faults_; }
  void worker_started(const std::shared_ptr<SimWorker>& worker) override {
    workers_.push_back(worker);
  }
  Result<std::unique_ptr<engine::journal::Store>> open_store() override {
    return with_lie(std::make_unique<FakeStore>(disk_), wanted_.lie);
  }

  void run_begins(const std::string& run, const std::string& digest, bool recorded) override;
  void node_begins(const std::string& run, const std::string& node, int attempt) override;
  void effect(const std::string& run, const std::string& node, int attempt, std::uint64_t execution,
              const std::string& input) override;
  void step_done(const std::string& run, const std::string& node, const std::string& step,
                 const std::string& value) override;
  void step_known(const std::string& run, const std::string& node, const std::string& step,
                  const std::string& value) override;
  void step_kept(const std::string& run, const std::string& node, const std::string& step,
                 const std::string& value) override;
  void output(const std::string& run, const std::string& node, const std::string& text) override;
  void end_kept(const std::string& run, const std::string& node) override;
  void done_heard(const std::string& run) override { promises_[run].done_heard = true; }

  std::uint64_t runs = 0, ends = 0, deaths = 0, effects = 0, again = 0;

 private:
  void wrong(const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{} ms: {}", sim().now() / kMs, what);
  }
  void log(const engine::LogLine& line) {
    for (const char* bad : {"is damaged", "given up", "is lost", "cannot go on"}) {
      if (line.text.find(bad) != std::string::npos) wrong("it says: " + line.text);
    }
    if (std::getenv("TNTC_SIM_LOG")) {
      fmt::print("{} ms: {} {}\n", sim().now() / kMs, line.run, line.text);
    }
  }
  void trace(const std::string& what) const {
    if (std::getenv("TNTC_SIM_LOG")) fmt::print("{} ms: {}\n", sim().now() / kMs, what);
  }

  void start_engine();
  void end_engine();
  void kill_engine(bool power);
  void check_past(const triggers::PastRun& past);
  void told_end(const std::string& id, const Result<triggers::RunOutcome>& outcome);
  void check_result(const std::string& id, const Promise& promise);
  void turn_soon(std::int64_t delay);
  void turn();
  void submit();
  void cancel();
  void chaos();
  void step(std::int64_t most);
  bool all_ended() const;

  const Wanted& wanted_;
  WorkerFaults faults_;
  engine::Options options_;
  FakeDisk disk_;
  std::unique_ptr<boost::asio::io_context> loop_;
  std::unique_ptr<engine::Engine> engine_;
  std::uint64_t life_ = 0;
  std::int64_t turn_at_ = -1;  // when the next turn comes; -1: when it is woken
  bool can_be_woken_ = true;
  bool draining_ = false;
  std::vector<std::weak_ptr<SimWorker>> workers_;
  std::map<std::string, Promise> promises_;
  std::vector<std::string> open_;  // ids, in the order of their beginning
  std::string wrong_;
};

Simulation* the_simulation = nullptr;

// --- what is seen
// ---------------------------------------------------------------------------------

void Simulation::run_begins(const std::string& run, const std::string& digest, bool recorded) {
  Promise& promise = promises_[run];
  if (recorded && promise.digest != digest) wrong("run " + run + " has got another bundle");
  promise.digest = digest;
}

void Simulation::node_begins(const std::string& run, const std::string& node, int attempt) {
  const Promise& promise = promises_[run];
  trace(fmt::format("{} {} begins, attempt {}", run, node, attempt));
  if (promise.exempt || promise.durability == Durability::none) return;
  const auto known = promise.nodes.find(node);
  if (known == promise.nodes.end()) return;
  if (known->second.end_kept) wrong("run " + run + ": " + node + " begins, and its end was kept");
  // Of executions without effects nobody can tell.
  if (known->second.had_effect && attempt <= known->second.attempt) {
    wrong(fmt::format("run {}: {} begins as attempt {}, and has been {}", run, node, attempt,
                      known->second.attempt));
  }
}

void Simulation::effect(const std::string& run, const std::string& node, int attempt,
                        std::uint64_t execution, const std::string& input) {
  ++effects;
  trace(fmt::format("{} {} has an effect, attempt {}", run, node, attempt));
  Promise& promise = promises_[run];
  Promise::Node& of = promise.nodes[node];
  if (promise.exempt) return;
  const std::string name = "run " + run + ": " + node;
  if (promise.refused) wrong(name + " has an effect, and its run was refused");
  if (promise.end) wrong(name + " has an effect, and the end of its run was told");
  if (of.had_effect && execution != of.execution) {
    ++again;
    if (attempt <= of.attempt) {
      wrong(fmt::format("{} has an effect as attempt {}, and had one as {}", name, attempt,
                        of.attempt));
    }
    if (of.input != input && promise.durability != Durability::none) {
      wrong(name + " was given " + input + ", and before " + of.input);
    }
  }
  if (of.end_kept) wrong(name + " has an effect, and its end was kept");
  for (const std::string& later : dependents(promise.digest, node)) {
    if (const auto known = promise.nodes.find(later);
        known != promise.nodes.end() && known->second.had_effect) {
      wrong(name + " has an effect after " + later + ", which waits for it");
    }
  }
  of.had_effect = true;
  of.attempt = attempt;
  of.execution = execution;
  of.input = input;
}

void Simulation::step_done(const std::string& run, const std::string& node, const std::string& step,
                           const std::string&) {
  const Promise& promise = promises_[run];
  const auto known = promise.nodes.find(node);
  if (!promise.exempt && known != promise.nodes.end() && known->second.steps_kept.contains(step)) {
    wrong("run " + run + ": step " + step + " of " + node + " is done again, and was kept");
  }
}

void Simulation::step_known(const std::string& run, const std::string& node,
                            const std::string& step, const std::string& value) {
  const Promise& promise = promises_[run];
  const auto known = promise.nodes.find(node);
  if (promise.exempt || known == promise.nodes.end()) return;
  const auto kept = known->second.steps_kept.find(step);
  if (kept != known->second.steps_kept.end() && kept->second != value) {
    wrong("run " + run + ": step " + step + " of " + node + " was kept with another result");
  }
}

void Simulation::step_kept(const std::string& run, const std::string& node, const std::string& step,
                           const std::string& value) {
  promises_[run].nodes[node].steps_kept[step] = value;
}

void Simulation::output(const std::string& run, const std::string& node, const std::string& text) {
  promises_[run].nodes[node].outputs.insert(text);
}

void Simulation::end_kept(const std::string& run, const std::string& node) {
  promises_[run].nodes[node].end_kept = true;
}

// --- the engine
// -----------------------------------------------------------------------------------

void Simulation::start_engine() {
  ++life_;
  draining_ = false;
  disk_.die_at = -1;
  loop_ = std::make_unique<boost::asio::io_context>(1);
  const auto& bundle = bundles()[static_cast<std::size_t>(sim().below(3))];
  auto made = engine::Engine::make(*loop_, bundle, {}, options_);
  if (!made) {
    trace("no engine: " + made.error().message);
    return end_engine();
  }
  engine_ = std::move(*made);
  std::set<std::string> past;
  for (const triggers::PastRun& run : engine_->take_past()) {
    past.insert(run.id);
    check_past(run);
  }
  const bool forgets = options_.journal.keep_runs < 10;
  for (const auto& [id, promise] : promises_) {
    if (!promise.accepted || promise.exempt || past.contains(id)) continue;
    if (forgets && (promise.end || promise.done_heard)) continue;
    wrong("run " + id + " was accepted, and the next engine does not know it");
  }
}

void Simulation::check_past(const triggers::PastRun& past) {
  const auto found = promises_.find(past.id);
  if (found == promises_.end()) return wrong("run " + past.id + " was never begun");
  Promise& promise = found->second;
  if (promise.refused && !promise.exempt) wrong("run " + past.id + " was refused, and is there");
  if (past.ended_at == 0) {
    if (promise.end && !promise.exempt) wrong("run " + past.id + " had ended, and goes on");
    if (std::ranges::find(open_, past.id) == open_.end()) open_.push_back(past.id);
    engine_->follow(past.id, [this, id = past.id, life = life_](auto outcome) {
      if (life == life_) told_end(id, outcome);
    });
    return;
  }
  if (promise.exempt) return;
  if (past.end == RunEnd::interrupted) {
    wrong("run " + past.id + " was interrupted: " + past.result);
  }
  const bool known = promise.end.has_value();
  if (known && *promise.end != past.end) wrong("run " + past.id + " had ended otherwise");
  const bool readable = past.result.find("cannot be read") == std::string::npos;
  if (known && readable && promise.result != past.result) {
    wrong("run " + past.id + " had another result");
  }
  if (!known) {
    told_end(past.id, triggers::RunOutcome{past.id, past.end, past.result});
  }
}

void Simulation::told_end(const std::string& id, const Result<triggers::RunOutcome>& outcome) {
  Promise& promise = promises_[id];
  std::erase(open_, id);
  if (!outcome) {
    promise.refused = promise.refused || outcome.error().kind == ErrorKind::no_space;
    return;
  }
  // "it goes on when the engine is started again"
  if (outcome->end == RunEnd::interrupted) return;
  if (promise.durability == Durability::none) return;
  if (promise.end && !promise.exempt) wrong("run " + id + " has ended twice");
  ++ends;
  promise.accepted = true;
  promise.end = outcome->end;
  promise.result = outcome->result;
  if (promise.exempt) return;
  if (promise.cancel_kept && *promise.end != RunEnd::cancelled) {
    wrong("run " + id + " was cancelled, and has ended as " +
          std::string(triggers::name_of(*promise.end)));
  }
  check_result(id, promise);
}

// Each output is one that the node has given, and what it was made from is in the result too.
void Simulation::check_result(const std::string& id, const Promise& promise) {
  if (promise.result.find("cannot be read") != std::string::npos) return;
  const auto result = boost::json::parse(promise.result).as_object();
  const auto* outputs = result.if_contains("outputs");
  if (outputs == nullptr) return wrong("run " + id + " has no outputs");
  for (const auto& [node, output] : outputs->as_object()) {
    const auto known = promise.nodes.find(std::string(node));
    const std::string text = boost::json::serialize(output);
    if (known == promise.nodes.end() || !known->second.outputs.contains(text)) {
      wrong("run " + id + ": " + std::string(node) + " never gave " + text);
      continue;
    }
    for (const std::string& later : dependents(promise.digest, std::string(node))) {
      const auto of = promise.nodes.find(later);
      if (of == promise.nodes.end() || !of->second.had_effect) continue;
      // Of direct ones the input holds the output.
      const bool mentions =
          of->second.input.find("\"of\":\"" + std::string(node)) != std::string::npos;
      if (mentions && of->second.input.find(text) == std::string::npos) {
        wrong("run " + id + ": " + later + " was given another output of " + std::string(node) +
              " than the result has");
      }
    }
  }
  if (*promise.end == RunEnd::succeeded && !result.at("success").as_bool()) {
    wrong("run " + id + " has succeeded without success");
  }
}

void Simulation::end_engine() {
  for (auto& [id, promise] : promises_) promise.cancel_asked = promise.cancel_kept;
  engine_.reset();
  turn_at_ = -1;
  can_be_woken_ = true;
  if (loop_) loop_->poll();
  loop_.reset();
}

void Simulation::kill_engine(bool power) {
  ++deaths;
  trace(power ? "power is lost" : "the engine is killed");
  if (!disk_.is_dead()) disk_.die_at = disk_.calls;
  ++life_;  // nobody hears anything of it any more
  end_engine();
  disk_.die_at = -1;
  if (!power) return;
  disk_.lose_power(sim().random()());
  for (auto& [id, promise] : promises_) {
    if (promise.durability != Durability::disk) promise.exempt = true;
  }
}

// --- the journal's turns
// --------------------------------------------------------------------------

void Simulation::turn_soon(std::int64_t delay) {
  const std::int64_t at = sim().now() + delay;
  if (turn_at_ >= sim().now() && turn_at_ <= at) return;  // it comes sooner
  turn_at_ = at;
  sim().after(delay, [this, at] {
    if (turn_at_ == at) turn();
  });
}

void Simulation::turn() {
  turn_at_ = -1;
  can_be_woken_ = true;
  if (!turns().take) return;
  // What was asked for before it, it keeps.
  std::vector<std::string> cancelled;
  for (const auto& [id, promise] : promises_) {
    if (promise.cancel_asked && !promise.cancel_kept && !promise.done_heard) {
      cancelled.push_back(id);
    }
  }
  const auto pause = turns().take();
  if (engine_ && disk_.is_dead()) return kill_engine(sim().chance(400));
  const std::uint64_t life = life_;
  // Once the loop has heard of it.
  sim().after(1, [this, cancelled, life] {
    if (life != life_ || !engine_ || !engine_->trouble().empty()) return;
    for (const std::string& id : cancelled) {
      promises_[id].cancel_kept = true;
      trace(id + ": that it is cancelled is kept");
    }
  });
  can_be_woken_ = pause.can_be_woken;
  if (turns().woken && can_be_woken_) return turn_soon(0);
  if (pause.most) turn_soon(pause.most->count() * kMs);
}

// --- clients and misfortunes
// ----------------------------------------------------------------------

void Simulation::submit() {
  if (!engine_ || draining_) return;
  triggers::RunRequest request;
  request.input = fmt::format(R"({{"i":{},"n":{}}})", runs, sim().random()() >> 12);
  const auto kind = sim().below(10);
  request.durability = kind < 6   ? Durability::disk
                       : kind < 9 ? Durability::process
                                  : Durability::none;
  if (sim().chance(100)) request.timeout = Milliseconds(100 + sim().below(1000));
  if (sim().chance(50)) request.input.insert(1, "\"long\":\"" + std::string(400, 'l') + "\",");
  const auto id = std::make_shared<std::string>();
  const std::uint64_t life = life_;
  const Durability durability = request.durability;
  if (durability != Durability::none && sim().chance(700)) {
    request.on_kept = [this, id, life](const Result<void>& kept) {
      if (life != life_) return;
      if (kept) {
        promises_[*id].accepted = true;
        trace(*id + " is accepted");
      } else if (kept.error().kind == ErrorKind::no_space) {
        promises_[*id].refused = true;
      }
    };
  }
  const std::string input = request.input;
  // The one it has now is that of its workers' first; the test of bundles reads it from health.
  const auto health = boost::json::parse(engine_->health_json()).as_object();
  const auto begun = engine_->start(std::move(request), [this, id, life](auto outcome) {
    if (life == life_) told_end(*id, outcome);
  });
  if (!begun) return;
  *id = *begun;
  ++runs;
  Promise& promise = promises_[*begun];
  promise.digest = health.at("bundle").as_string();
  promise.durability = durability;
  promise.input = input;
  open_.push_back(*begun);
  trace(*begun + " is begun");
}

void Simulation::cancel() {
  if (!engine_ || open_.empty()) return;
  const std::string id =
      open_[static_cast<std::size_t>(sim().below(static_cast<std::int64_t>(open_.size())))];
  Promise& promise = promises_[id];
  if (!engine_->cancel(id)) return;
  trace(id + " is cancelled");
  if (!promise.done_heard) promise.cancel_asked = true;
}

void Simulation::chaos() {
  const auto what = sim().below(100);
  if (what < 45) {
    for (std::int64_t i = sim().below(4); i >= 0; --i) submit();
  } else if (what < 53) {
    cancel();
  } else if (what < 60) {
    if (engine_ && !draining_) {
      trace("another bundle");
      (void)engine_->reload(bundles()[static_cast<std::size_t>(sim().below(3))], {});
    }
  } else if (what < 68) {
    std::erase_if(workers_, [](const auto& one) { return one.expired(); });
    if (workers_.empty()) return;
    const auto index = sim().below(static_cast<std::int64_t>(workers_.size()));
    if (const auto one = workers_[static_cast<std::size_t>(index)].lock()) {
      trace("a worker is killed");
      one->die("signal 9 (Killed)");
    }
  } else if (what < 74) {
    if (engine_) kill_engine(sim().chance(400));
  } else if (what < 80) {
    // Within a call of the disk, perhaps one that has done a part.
    disk_.write_partly = static_cast<std::size_t>(sim().below(3) * 100);
    if (engine_) disk_.die_at = disk_.calls + 1 + static_cast<int>(sim().below(6));
  } else if (what < 84) {
    if (!engine_ || draining_) return;
    draining_ = true;
    engine_->drain(Milliseconds(sim().below(300)), [this, life = life_] {
      sim().after(0, [this, life] {
        if (life == life_) {
          trace("the engine has stopped");
          ++life_;
          end_engine();
        }
      });
    });
  } else if (what < 88) {
    trace("the disk is full");
    disk_.write_partly = static_cast<std::size_t>(sim().below(2) * 40);
    disk_.fill_up();
    sim().after(sim().below(800) * kMs, [this] { disk_.fail_at = -1; });
  } else if (what < 90) {
    disk_.fail_with = ErrorKind::internal;
    disk_.fail_for_ever = false;
    disk_.fail_at = disk_.calls + 1 + static_cast<int>(sim().below(8));
  }
}

void Simulation::step(std::int64_t most) {
  if (loop_) {
    loop_->restart();
    loop_->poll();
  }
  sim().advance(most);
}

bool Simulation::all_ended() const {
  return std::ranges::all_of(promises_, [](const auto& entry) {
    const Promise& promise = entry.second;
    return !promise.accepted || promise.exempt || promise.end || promise.refused;
  });
}

std::string Simulation::run() {
  const std::int64_t until = (1000 + sim().below(5000)) * kMs;
  std::int64_t next = 0;
  std::int64_t start_at = 0;
  while (sim().now() < until && wrong_.empty()) {
    if (!engine_ && sim().now() >= start_at) {
      start_engine();
      start_at = sim().now() + (10 + sim().below(200)) * kMs;
    }
    if (engine_) start_at = sim().now() + (1 + sim().below(100)) * kMs;
    if (sim().now() >= next) {
      chaos();
      next = sim().now() + sim().below(60) * kMs;
    }
    step(10 * kMs);
  }
  // Faults stop.
  faults_ = {.fails = 150, .hasty = wanted_.worker.hasty, .repeats = wanted_.worker.repeats};
  disk_.fail_at = -1;
  disk_.die_at = -1;
  if (engine_ && (draining_ || !engine_->trouble().empty())) {
    ++life_;
    end_engine();
  }
  const std::int64_t calm = sim().now();
  // Many that may only go on two at a time need their time one after the other.
  const std::int64_t patience =
      10'000 + 300 * std::ranges::count_if(promises_, [](const auto& entry) {
                 return !entry.second.end;
               }) / options_.limits.max_runs;
  if (!engine_ && wrong_.empty()) start_engine();
  while (wrong_.empty() && !all_ended() && sim().now() - calm < patience * kMs) {
    if (engine_ && !engine_->trouble().empty()) {  // of a call that failed before
      ++life_;
      end_engine();
    }
    if (!engine_) start_engine();
    step(10 * kMs);
  }
  for (const auto& [id, promise] : promises_) {
    if (promise.accepted && !promise.exempt && !promise.end && !promise.refused) {
      wrong("run " + id + " has not ended within 10 s of calm");
    }
  }
  // And all of it is so for the engine after that.
  if (wrong_.empty()) {
    ++life_;
    end_engine();
    start_engine();
  }
  return wrong_;
}

}  // namespace

SimWorld& world() {
  return *the_simulation;
}

namespace {

std::vector<std::uint64_t> seeds_in(const std::string& file) {
  std::vector<std::uint64_t> seeds;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
  }
  return seeds;
}

int usage() {
  fmt::print(stderr,
             "simulation [--seeds N] [--seed FIRST] [--bad FILE] [--lie NAME] "
             "[--worker hasty|repeats]\n");
  return 2;
}

int run(int argc, char** argv) {
  Wanted wanted;
  wanted.worker = {.dies = 6, .freezes = 1};
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 >= argc) return usage();
    const std::string_view flag = argv[i], value = argv[i + 1];
    if (flag == "--seeds") {
      wanted.seeds = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (flag == "--seed") {
      wanted.first = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (flag == "--bad") {
      wanted.bad_file = value;
    } else if (flag == "--lie") {
      const auto lie = lie_named(value);
      if (!lie) return usage();
      wanted.lie = *lie;
    } else if (flag == "--worker" && value == "hasty") {
      wanted.worker.hasty = true;
    } else if (flag == "--worker" && value == "repeats") {
      wanted.worker.repeats = true;
    } else {
      return usage();
    }
  }
  std::vector<std::uint64_t> seeds;
  if (!wanted.bad_file.empty()) seeds = seeds_in(wanted.bad_file);
  const std::size_t old = seeds.size();
  for (std::uint64_t i = 0; i < wanted.seeds; ++i) seeds.push_back(wanted.first + i);
  std::uint64_t bad = 0, runs = 0, ends = 0, deaths = 0, effects = 0, again = 0;
  std::string shown;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    Simulation simulation(seeds[i], wanted);
    the_simulation = &simulation;
    const std::string wrong = simulation.run();
    runs += simulation.runs;
    ends += simulation.ends;
    deaths += simulation.deaths;
    effects += simulation.effects;
    again += simulation.again;
    if (wrong.empty()) continue;
    ++bad;
    if (bad <= 10) shown += fmt::format("{}seed {}: {}", bad == 1 ? "" : "\n  ", seeds[i], wrong);
    if (i >= old && !wanted.bad_file.empty()) {
      std::ofstream(wanted.bad_file, std::ios::app) << seeds[i] << "\n";
    }
  }
  fmt::print("{} seeds: {} runs, {} ended, {} deaths of engines, {} effects, {} of them again\n",
             seeds.size(), runs, ends, deaths, effects, again);
  Claims claims;
  claims.check("what is promised holds, whatever happens when", bad == 0,
               fmt::format("{} of {} seeds\n  {}", bad, seeds.size(), shown));
  claims.check("nodes were executed again, else nothing was tried", again > 0);
  claims.check("most runs have ended", ends * 2 > runs);
  return claims.end();
}

}  // namespace
}  // namespace tntc::reliability

int main(int argc, char** argv) {
  return tntc::reliability::run(argc, argv);
}
