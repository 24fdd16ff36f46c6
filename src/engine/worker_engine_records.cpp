// The runs of the WorkerEngine that outlive this process: what of them goes into the journal, and
// how they go on from there.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/json_text.h"
#include "engine/clocks.h"
#include "engine/history/explain.h"
#include "engine/history/rerun.h"
#include "engine/so_far.h"
#include "engine/worker_engine.h"
#include "io/files.h"

namespace tntc::engine {
namespace {

using triggers::RunEnd;

std::string unreadable_result(const Error& why) {
  std::string result = R"({"stopped":)";
  append_json_string(result, "the result of this run cannot be read: " + why.message);
  return result + '}';
}

}  // namespace

Result<void> WorkerEngine::check_journal() const {
  switch (journal_->state()) {
    case journal::Journal::State::good: return {};
    case journal::Journal::State::full:
      return fail(ErrorKind::no_space,
                  "the disk that holds the journal is full: no new runs are recorded",
                  "make room on it; runs that were accepted go on, nothing of them is lost");
    case journal::Journal::State::broken: break;
  }
  return fail(ErrorKind::unavailable, journal_->trouble(),
              "look at the disk, then start the engine again; runs that were accepted go on");
}

Result<triggers::Durability> WorkerEngine::durability_of(
    const triggers::RunRequest& request) const {
  const std::optional<Durability> demanded = version_->workflow.config.durability;
  const Durability wanted = demanded.value_or(request.durability);
  const bool asynchronous = static_cast<bool>(request.on_kept);
  if (!request.test.empty() || options_.steps_in_memory) return Durability::none;
  if (wanted == Durability::none) {
    if (!asynchronous) return wanted;
    return fail(ErrorKind::conflict,
                "the workflow's config.durability is none, so a run that nobody waits for could be "
                "lost",
                "wait for the result: leave out Prefer: respond-async; or set config.durability to "
                "process or disk");
  }
  if (journal_) {
    TNTC_CHECK(check_journal());
    return wanted;
  }
  if (!demanded && !asynchronous) return Durability::none;
  return fail(ErrorKind::unavailable, "this engine records no runs: it has no state directory",
              "start it with --state DIR");
}

void WorkerEngine::record_start(RunNumber number) {
  const Run& run = runs_[number];
  const triggers::RunRequest& request = run.request;
  journal::Accepted accepted;
  accepted.at = run.accepted_at;
  accepted.bundle = run.version->digest;
  accepted.durability = run.durability;
  accepted.trigger = request.trigger;
  accepted.trigger_name = request.trigger_name;
  accepted.only_node = request.only_node.value_or("");
  accepted.timeout_ms = request.timeout ? std::max<std::int64_t>(1, request.timeout->count()) : 0;
  accepted.key = request.key;
  if (!request.key.empty()) {
    accepted.input_hash = triggers::hash_of_input(request.input);
    accepted.input_size = request.input.size();
  }
  accepted.input.text = request.input;
  const bool repeats = !request.finished.empty();
  // Who waits for a run that repeats another one is told when what it has of that is kept, too.
  journal_->accept(run.id, std::move(accepted),
                   [this, number, repeats, on_kept = request.on_kept](const Result<void>& kept) {
                     if (on_kept && !repeats) on_kept(kept);
                     if (!kept && kept.error().kind == ErrorKind::no_space) {
                       take_back_acceptance(number, kept.error());
                     }
                   });
  if (repeats) record_finished(run);
}

// Nodes that this run is spared.
void WorkerEngine::record_finished(const Run& run) {
  for (const triggers::FinishedNode& finished : run.request.finished) {
    journal::NodeEnd end;
    end.node = finished.node;
    end.started_at = end.ended_at = run.accepted_at;
    end.value.text = finished.output;
    journal_->add(run.id, std::move(end), nullptr);
  }
  journal_->sync(run.id, [on_kept = run.request.on_kept](const Result<void>& kept) {
    if (on_kept) on_kept(kept);
  });
}

void WorkerEngine::record_cancellation(const Run& run, Kept kept) {
  if (run.recorded() && !is_over(run)) {
    if (!run.cancelled) {
      return journal_->add(run.id, journal::RecordKind::cancelled, std::move(kept));
    }
    if (kept) return journal_->sync(run.id, std::move(kept));
  }
  if (!kept) return;
  boost::asio::post(loop_, [kept = std::move(kept), alive = alive_] {
    if (*alive) kept({});
  });
}

// The run could not be recorded, and nobody has been told that it was: it is as if it had been
// refused at once.
void WorkerEngine::take_back_acceptance(RunNumber number, const Error& why) {
  const auto found = runs_.find(number);
  if (found == runs_.end()) return;
  Run run = std::move(found->second);
  runs_.erase(found);
  numbers_.erase(run.id);
  telemetry_.run_refused();
  if (run.alarm_at != 0) alarms_.erase({run.alarm_at, number});
  dispatcher_.ended(number, monotonic_ms(), acts_);
  if (const auto place = workers_.find(run.worker);
      place != workers_.end() && place->second.process) {
    place->second.process->send_control(ipc::CancelRun{number});
  }
  if (run.done) run.done(tl::unexpected(why));
  act();
}

// Null: nothing is recorded.
Result<std::unique_ptr<journal::Store>> WorkerEngine::open_state() {
  if (options_.state.empty()) return nullptr;
  auto store = journal::open_disk_store(options_.state);
  // Also of another engine's records: nodes do not read them.
  if (auto path = io::real_path(options_.state)) records_ = std::move(*path);
  if (!store) TNTC_CHECK(without_state(store.error()));
  return store ? std::move(*store) : nullptr;
}

// An error, unless the engine may do without.
Result<void> WorkerEngine::without_state(const Error& why) const {
  if (options_.require_state) return tl::unexpected(why);
  note(Level::warn, "no runs are recorded, so none outlives this engine: " + why.message +
                        (why.hint.empty() ? "" : "; " + why.hint));
  return {};
}

Result<void> WorkerEngine::open_journal(std::unique_ptr<journal::Store> store,
                                        std::string_view bundle_text,
                                        const Provisions& provisions) {
  const auto post = [this, alive = alive_](std::function<void()> act) {
    boost::asio::post(loop_, [alive, act = std::move(act)] {
      if (*alive) act();
    });
  };
  TNTC_TRY(journal_, journal::Journal::open(std::move(store), options_.journal, post, epoch_ms()));
  journal_->use_bundle(version_->digest, bundle_text);
  journal::Journal::Found found = journal_->take_found();
  for (const std::string& finding : found.findings) note(Level::warn, "journal: " + finding);
  for (journal::Journal::Ended& ended : found.ended) {
    const auto result = journal_->text_of(ended.end.result);
    past_.push_back({.id = std::move(ended.id),
                     .trigger = std::move(ended.accepted.trigger),
                     .accepted_at = ended.accepted.at,
                     .ended_at = std::max<std::int64_t>(1, ended.end.at),
                     .end = ended.end.end,
                     .result = result ? *result : unreadable_result(result.error()),
                     .key = std::move(ended.accepted.key),
                     .input_hash = ended.accepted.input_hash,
                     .input_size = ended.accepted.input_size});
  }
  for (const std::string& id : found.unfinished) take_up(id, provisions);
  std::ranges::stable_sort(past_, {}, &triggers::PastRun::accepted_at);
  if (!found.unfinished.empty()) {
    const std::size_t count = found.unfinished.size();
    note(Level::info, count == 1 ? "1 run goes on where it was"
                                 : std::to_string(count) + " runs go on where they were");
  }
  return {};
}

Result<WorkerEngine::VersionPtr> WorkerEngine::version_of(const std::string& digest,
                                                          const Provisions& provisions) {
  if (digest == version_->digest) return version_;
  for (const auto& [number, version] : older_versions_) {
    if (version->digest == digest) return version;
  }
  TNTC_TRY(const std::string text, journal_->bundle(digest));
  TNTC_TRY(const bundle::Bundle bundle, bundle::read_bundle(text));
  TNTC_TRY(Version version, make_version(bundle, text, provisions));
  const std::uint32_t number = version.number = dispatcher_.older_bundle();
  return older_versions_[number] = std::make_shared<const Version>(std::move(version));
}

// A run that an earlier process has accepted, and has not ended.
void WorkerEngine::take_up(const std::string& id, const Provisions& provisions) {
  const journal::Accepted accepted = *journal_->log_of(id)->accepted();
  past_.push_back({.id = id,
                   .trigger = accepted.trigger,
                   .accepted_at = accepted.at,
                   .key = accepted.key,
                   .input_hash = accepted.input_hash,
                   .input_size = accepted.input_size});
  Run run;
  run.id = id;
  run.accepted_at = accepted.at;
  run.accepted_ns =
      monotonic_ns() - std::max<std::int64_t>(0, epoch_ms() - accepted.at) * 1'000'000;
  run.durability = accepted.durability;
  run.sent_before = journal_->log_of(id)->sent();
  run.cancelled = journal_->log_of(id)->cancelled();
  run.request.trigger = accepted.trigger;
  run.request.trigger_name = accepted.trigger_name;
  if (!accepted.only_node.empty()) run.request.only_node = accepted.only_node;
  if (accepted.timeout_ms > 0) run.request.timeout = Milliseconds(accepted.timeout_ms);
  auto input = journal_->text_of(accepted.input);
  auto version = version_of(accepted.bundle, provisions);
  if (const auto& parked = journal_->log_of(id)->parked()) {
    run.waits = {.waits = true, .until = parked->until, .events = parked->events};
  }
  const RunNumber number = next_run_++;
  numbers_[id] = number;
  if (input) run.request.input = std::move(*input);
  if (version) run.version = *version;
  const Result<void> failed = !input     ? Result<void>(tl::unexpected(input.error()))
                              : !version ? Result<void>(tl::unexpected(version.error()))
                                         : Result<void>();
  runs_[number] = std::move(run);
  if (!failed) {
    return fail_soon(number, RunEnd::interrupted,
                     "the run cannot go on: " + failed.error().message);
  }
  const Run& taken = runs_[number];
  if (!taken.waits.waits || taken.cancelled) {
    return dispatcher_.take_back(number, (*version)->number, monotonic_ms(), acts_);
  }
  // No worker is needed for it until one of its waits is over.
  dispatcher_.take_back_parked(number, (*version)->number);
  set_alarm(number, wake_at(taken));
}

void WorkerEngine::follow(std::string_view id, Done done) {
  const auto found = numbers_.find(id);
  if (found != numbers_.end()) runs_[found->second].done = std::move(done);
}

void WorkerEngine::prepare_retry(std::string_view id, std::string_view from, RetryReady ready) {
  if (!journal_) {
    return ready(fail(ErrorKind::conflict, "this engine records no runs, so none can be repeated",
                      "start it with --state DIR, or send the input again"));
  }
  if (numbers_.contains(id)) {
    return ready(fail(ErrorKind::conflict, "run " + std::string(id) + " has not ended",
                      "wait for its end, or cancel it first"));
  }
  reader_.ask([this, state = options_.state, id = std::string(id), from = std::string(from),
               ready = std::move(ready), alive = alive_]() mutable {
    auto rerun = history::read_rerun(state, id);
    // The loop outlives the thread, which is waited for when the engine goes.
    boost::asio::post(loop_, [this, alive = std::move(alive), rerun = std::move(rerun),
                              from = std::move(from), ready = std::move(ready)]() mutable {
      if (!*alive) return;
      if (!rerun) return ready(tl::unexpected(rerun.error()));
      ready(history::repeat(std::move(*rerun), from, version_->workflow));
    });
  });
}

std::string WorkerEngine::waits_json(std::string_view id) const {
  const auto number = numbers_.find(id);
  if (number == numbers_.end() || !journal_) return {};
  const Run& run = runs_.at(number->second);
  const journal::RunLog* log = journal_->log_of(run.id);
  if (!run.recorded() || log == nullptr) return {};
  // It may have begun in an earlier process, and wait in this one.
  if (dispatcher_.queued(number->second)) {
    return history::to_json({{.kind = history::Waiting::Kind::queued}});
  }
  const spec::Workflow* workflow = run.version ? &run.version->workflow : nullptr;
  return history::to_json(history::explain(*log, workflow, epoch_ms()));
}

// The node that was cut off most often fails when that was too often.
void WorkerEngine::give_up_on_cut_node(const Run& run) {
  const journal::RunLog& log = *journal_->log_of(run.id);
  const int most = run.version->workflow.config.max_recoveries;
  const auto [node, cuts] = log.most_cut();
  if (cuts <= most) return;
  journal::NodeEnd end;
  end.node = node;
  end.attempt = log.nodes().at(node).attempt;
  end.how = journal::NodeEnd::How::failed;
  end.started_at = end.ended_at = epoch_ms();
  end.value.text = "Node \"" + node + "\" was cut off " + std::to_string(cuts) +
                   " times by the death of its process; config.maxRecoveries is " +
                   std::to_string(most);
  journal_->add(run.id, std::move(end), nullptr);
}

// What earlier workers have done of the run, for the next one.
Result<void> WorkerEngine::fill_in_past(const Run& run, ipc::StartRun& start) {
  give_up_on_cut_node(run);
  const spec::Workflow& workflow = run.version->workflow;
  const journal::RunLog& log = *journal_->log_of(run.id);
  start.began_at = run.accepted_at;
  for (const std::uint32_t index : nodes_to_tell(workflow, log)) {
    const std::string& name = workflow.nodes[index].name;
    ipc::NodeSoFar past;
    past.node = index;
    past.attempt = static_cast<std::uint32_t>(log.next_attempt(name) - 1);
    if (past.attempt == 0) continue;
    if (const auto known = log.nodes().find(name); known != log.nodes().end()) {
      TNTC_CHECK(fill_in_node(known->second, past));
    }
    start.so_far.push_back(std::move(past));
  }
  return {};
}

Result<void> WorkerEngine::fill_in_node(const journal::RunLog::Node& node,
                                        ipc::NodeSoFar& past) const {
  past.failures = static_cast<std::uint32_t>(node.failures);
  if (const auto& end = node.end) {
    const bool well = end->how == journal::NodeEnd::How::succeeded;
    past.state = well ? ipc::NodeSoFar::State::succeeded : ipc::NodeSoFar::State::failed;
    past.started_at = end->started_at;
    past.ended_at = end->ended_at;
    TNTC_TRY(past.text, journal_->text_of(end->value));
    return {};
  }
  for (const auto& [name, value] : node.steps) {
    TNTC_TRY(std::string text, journal_->text_of(value));
    past.steps.emplace_back(name, std::move(text));
  }
  return {};
}

const WorkerEngine::Run* WorkerEngine::recorded_run(RunNumber number) const {
  const auto found = runs_.find(number);
  return found != runs_.end() && found->second.recorded() ? &found->second : nullptr;
}

// Null also when the run has no such node: a worker may say anything.
const WorkerEngine::Run* WorkerEngine::recorded_run(RunNumber number, std::uint32_t node) const {
  const Run* run = recorded_run(number);
  return run && node < run->version->workflow.nodes.size() ? run : nullptr;
}

void WorkerEngine::on_node_begun(const ipc::NodeBegun& begun) {
  const Run* run = recorded_run(begun.run, begun.node);
  if (!run) return;
  journal_->add(run->id, journal::Started{run->node_name(begun.node),
                                          static_cast<std::int32_t>(begun.attempt), begun.at});
}

void WorkerEngine::on_node_done(const ipc::NodeDone& done) {
  const Run* run = recorded_run(done.run, done.node);
  if (!run) return;
  journal::NodeEnd end;
  end.node = run->node_name(done.node);
  end.attempt = static_cast<std::int32_t>(done.attempt);
  end.how = done.succeeded ? journal::NodeEnd::How::succeeded : journal::NodeEnd::How::failed;
  end.final = done.final;
  end.started_at = done.started_at;
  end.ended_at = done.ended_at;
  end.value.text = done.text;
  journal_->add(run->id, std::move(end), nullptr);
}

void WorkerEngine::on_step_done(const ipc::StepDone& done) {
  const Run* run = recorded_run(done.run, done.node);
  if (!run) return;
  journal::Step step;
  step.node = run->node_name(done.node);
  step.name = done.name;
  step.value.text = done.text;
  journal_->add(run->id, std::move(step), tells_recorded(*run, {done.run, done.step}));
}

void WorkerEngine::on_sync(const ipc::Sync& sync) {
  const Run* run = recorded_run(sync.run);
  if (run) journal_->sync(run->id, tells_recorded(*run, {sync.run, sync.step}));
}

void WorkerEngine::record_log(const Run& run, const LogLine& line) {
  journal::Log log;
  log.node = line.node;
  log.attempt = line.attempt;
  log.level = static_cast<std::uint8_t>(line.level);
  log.at = line.time_ms;
  log.text = line.text;
  // Without a node it would say that nothing more is kept.
  if (!log.node.empty()) journal_->add(run.id, log);
}

// Tells the worker that has the run now, or, when it could not be kept, ends the run there.
journal::Journal::Done WorkerEngine::tells_recorded(const Run& run, ipc::Recorded recorded) {
  return [this, worker = run.worker, recorded](const Result<void>& kept) {
    const auto place = workers_.find(worker);
    if (place == workers_.end() || !place->second.process) return;
    if (kept) return place->second.process->send_control(recorded);
    // Nothing may build on what could be lost.
    place->second.process->send_control(ipc::CancelRun{recorded.run});
  };
}

void WorkerEngine::end_recorded(RunNumber number, RunEnd end, std::string result) {
  Run& run = runs_[number];
  dispatcher_.ended(number, monotonic_ms(), acts_);
  act();
  journal::RunEnded ended{.at = epoch_ms(), .end = end};
  ended.result.text = result;
  journal_->end(run.id, std::move(ended),
                [this, number, end, result = std::move(result)](const Result<void>& kept) mutable {
                  if (kept) return finish(number, end, std::move(result));
                  if (!runs_.contains(number)) return;  // its acceptance was taken back
                  finish(number, RunEnd::interrupted,
                         empty_result(runs_[number], kept.error().message + kGoesOnLater));
                });
}

}  // namespace tntc::engine
