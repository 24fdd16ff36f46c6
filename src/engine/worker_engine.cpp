#include "engine/worker_engine.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/json_text.h"
#include "engine/clocks.h"
#include "io/memfd.h"

namespace tntc::engine {
namespace {

using triggers::RunEnd;

constexpr auto kFastTick = std::chrono::milliseconds(10);
constexpr auto kSlowTick = std::chrono::seconds(1);
// After the grace period runs are cancelled, and have this long to say what they had.
constexpr auto kAfterGrace = std::chrono::milliseconds(500);

constexpr const char* kCancelled = "the run was cancelled";

DispatchLimits dispatch_limits(const Limits& limits) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return {limits.workers > 0 ? limits.workers : std::max(1, cores), limits.max_runs, limits.queue};
}

// Which node a request wants, by the numbers of that workflow; nothing when there is none of its
// name.
std::optional<std::uint32_t> wanted_node(const triggers::RunRequest& request,
                                         const spec::Workflow& workflow) {
  if (!request.only_node) return ipc::kWholeWorkflow;
  const auto found = std::ranges::find(workflow.nodes, *request.only_node, &spec::Node::name);
  if (found == workflow.nodes.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - workflow.nodes.begin());
}

// worker/powers.h reads it.
std::string powers_text(const Provisions& provisions, const std::string& records) {
  std::string text = "{\"secrets\":" + provisions.secrets + ",\"env\":{";
  for (const auto& [name, value] : provisions.env) {
    append_json_key(text, name);
    append_json_string(text, value);
  }
  text += "},\"proxy\":{\"http\":";
  append_json_string(text, provisions.http_proxy);
  text += ",\"https\":";
  append_json_string(text, provisions.https_proxy);
  text += ",\"none\":";
  append_json_string(text, provisions.no_proxy);
  text += "},\"records\":";
  append_json_string(text, records);
  return text + "}";
}

RunEnd to_run_end(ipc::End end) {
  switch (end) {
    case ipc::End::succeeded: return RunEnd::succeeded;
    case ipc::End::cancelled: return RunEnd::cancelled;
    case ipc::End::failed: break;
  }
  return RunEnd::failed;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::make(boost::asio::io_context& loop, bundle::Bundle bundle,
                                             const Provisions& provisions, Options options) {
  auto engine = std::make_unique<WorkerEngine>(loop, std::move(options));
  TNTC_CHECK(engine->begin(std::move(bundle), provisions));
  return Result<std::unique_ptr<Engine>>(std::move(engine));
}

WorkerEngine::WorkerEngine(boost::asio::io_context& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      dispatcher_(dispatch_limits(options_.limits)),
      tick_(loop),
      grace_(loop),
      alarm_(loop),
      alive_(std::make_shared<bool>(true)) {}

WorkerEngine::~WorkerEngine() {
  *alive_ = false;
}

Result<WorkerEngine::Version> WorkerEngine::make_version(const bundle::Bundle& bundle,
                                                         std::string_view text,
                                                         const Provisions& provisions) const {
  spec::Parsed parsed = spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml");
  if (!parsed.workflow) {
    return fail(ErrorKind::invalid, "the bundle's workflow.yaml is not valid",
                "run `tntc validate` and compile it again");
  }
  TNTC_TRY(io::Fd memory, io::make_sealed_memfd("tntc-bundle", text));
  TNTC_TRY(io::Fd powers, io::make_sealed_memfd("tntc-powers", powers_text(provisions, records_)));
  return Version{std::move(*parsed.workflow), bundle.digest, std::move(memory), std::move(powers)};
}

Result<void> WorkerEngine::begin(bundle::Bundle bundle, const Provisions& provisions) {
  TNTC_TRY(std::unique_ptr<journal::Store> store, open_state());
  const std::string text = bundle::write_bundle(bundle);
  TNTC_TRY(Version version, make_version(bundle, text, provisions));
  version.number = dispatcher_.present_bundle();
  version_ = std::make_shared<const Version>(std::move(version));
  dispatcher_.start(monotonic_ms(), acts_);
  if (store) {
    const auto opened = open_journal(std::move(store), text, provisions);
    if (!opened) TNTC_CHECK(without_state(opened.error()));
  }
  act();
  if (workers_.empty()) {
    return fail(ErrorKind::unavailable, "no worker process could be started",
                "tentacular-worker must stand beside this program or in ../libexec/tentacular");
  }
  arm_tick();
  return {};
}

Result<void> WorkerEngine::reload(bundle::Bundle bundle, const Provisions& provisions) {
  const std::string text = bundle::write_bundle(bundle);
  TNTC_TRY(Version version, make_version(bundle, text, provisions));
  const VersionPtr old = version_;
  dispatcher_.new_bundle(monotonic_ms(), acts_);
  version.number = dispatcher_.present_bundle();
  version_ = std::make_shared<const Version>(std::move(version));
  if (journal_) {
    // Runs of the old one that are left end with it; a bundle comes again with new secrets, too.
    if (dispatcher_.needs_bundle(old->number)) older_versions_[old->number] = old;
    journal_->use_bundle(bundle.digest, text);
  }
  act();
  return {};
}

// --- runs ---------------------------------------------------------------------------------------

Result<triggers::RunId> WorkerEngine::start(triggers::RunRequest request, Done done) {
  if (draining_) return fail(ErrorKind::unavailable, "the engine is stopping");
  if (!wanted_node(request, version_->workflow)) {
    return fail(ErrorKind::not_found, "there is no node `" + *request.only_node + "`");
  }
  TNTC_TRY(const Durability durability, durability_of(request));
  Run run;
  run.durability = durability;
  if (run.recorded()) run.version = version_;
  if (!request.timeout) request.timeout = version_->workflow.config.run_timeout;
  run.accepted_at = epoch_ms();
  run.accepted_ns = monotonic_ns();
  run.id = ids_.next(run.accepted_at);
  run.request = std::move(request);
  run.done = std::move(done);
  const RunNumber number = next_run_++;
  const triggers::RunId id = run.id;
  numbers_[id] = number;
  runs_[number] = std::move(run);
  // Before it can be sent: a run's records are in the order of what happens to it.
  const Run& made = runs_[number];
  const bool accepted =
      made.recorded() ? dispatcher_.submit_recorded(number, version_->number, monotonic_ms(), acts_)
                      : dispatcher_.submit(number, monotonic_ms(), acts_);
  if (!accepted) {
    numbers_.erase(id);
    runs_.erase(number);
    telemetry_.run_refused();
    return fail(ErrorKind::unavailable,
                "too many runs: " + std::to_string(options_.limits.max_runs) +
                    " are going on and " + std::to_string(options_.limits.queue) + " wait",
                "try again later, or raise --max-runs or --queue");
  }
  if (made.recorded()) record_start(number);
  for (triggers::RunEvent& event : std::exchange(runs_[number].request.events, {})) {
    const auto sent = send_event(id, std::move(event), [](const Result<void>&) {});
    if (!sent) note(Level::warn, "an event of run " + id + " is lost: " + sent.error().message);
  }
  act();
  arm_tick();
  return id;
}

bool WorkerEngine::cancel(std::string_view id, Kept kept) {
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return false;
  const RunNumber number = found->second;
  Run& run = runs_[number];
  record_cancellation(run, std::move(kept));
  run.cancelled = true;
  // No worker has heard of it, or has it any more, nor will (send).
  if (dispatcher_.queued(number) || dispatcher_.parked(number)) {
    fail_soon(number, RunEnd::cancelled, kCancelled);
    return true;
  }
  for (auto& [worker_number, worker] : workers_) {
    if (worker.process) worker.process->send_control(ipc::CancelRun{number});
  }
  return true;
}

bool WorkerEngine::is_waiting(std::string_view id) const {
  const auto found = numbers_.find(id);
  return found != numbers_.end() && dispatcher_.queued(found->second);
}

void WorkerEngine::finish(RunNumber number, RunEnd end, std::string result, std::string calls) {
  const auto found = runs_.find(number);
  if (found == runs_.end()) return;
  clear_alarm(number);
  Run run = std::move(found->second);
  runs_.erase(found);
  numbers_.erase(run.id);
  dispatcher_.ended(number, monotonic_ms(), acts_);
  if (run.done)
    run.done(triggers::RunOutcome{std::move(run.id), end, std::move(result), std::move(calls)});
  act();
  std::erase_if(older_versions_,
                [this](const auto& entry) { return !dispatcher_.needs_bundle(entry.first); });
  if (draining_) finish_drain_if_done();
}

std::string WorkerEngine::empty_result(const Run& run, const std::string& why) const {
  const std::int64_t now = epoch_ms();
  std::string result = R"({"success":false,"outputs":{},"errors":{},"timing":{"startedAt":)";
  append_json_number(result, run.accepted_at);
  result += R"(,"completedAt":)";
  append_json_number(result, now);
  result += R"(,"durationMs":)";
  append_json_number(result, now - run.accepted_at);
  result += R"(,"nodeTimings":{}},"stopped":)";
  append_json_string(result, why);
  result.push_back('}');
  return result;
}

void WorkerEngine::fail_run(RunNumber number, RunEnd end, const std::string& why) {
  const auto found = runs_.find(number);
  if (found == runs_.end()) return;
  const double seconds = static_cast<double>(monotonic_ns() - found->second.accepted_ns) / 1e9;
  telemetry_.run_ended(end, seconds, 0, 0);
  std::string result = empty_result(found->second, why);
  if (found->second.recorded()) return end_recorded(number, end, std::move(result));
  finish(number, end, std::move(result));
}

void WorkerEngine::fail_soon(RunNumber number, RunEnd end, std::string why) {
  boost::asio::post(loop_, [this, number, end, why = std::move(why), alive = alive_] {
    if (*alive) fail_run(number, end, why);
  });
}

// --- carrying out -------------------------------------------------------------------------------

void WorkerEngine::act() {
  if (acting_) return;
  acting_ = true;
  std::vector<Act> now;
  while (!acts_.empty()) {
    now.swap(acts_);
    for (const Act& one : now) carry_out(one);
    now.clear();
  }
  acting_ = false;
}

void WorkerEngine::carry_out(const Act& act) {
  switch (act.kind) {
    case Act::Kind::spawn: return spawn(act.worker);
    case Act::Kind::send: return send(act.worker, act.run);
    case Act::Kind::quit:
      workers_[act.worker].expected_to_end = true;
      workers_[act.worker].process->send_control(ipc::Quit{});
      return;
    case Act::Kind::kill:
      note(Level::warn, "worker " + std::to_string(act.worker) + " is being replaced");
      workers_[act.worker].expected_to_end = true;
      workers_[act.worker].process->kill();
      return;
    case Act::Kind::interrupt:
      return fail_soon(act.run, RunEnd::interrupted,
                       "the worker process of this run ended (" + act.why +
                           ") and the run cannot be executed again");
    case Act::Kind::refuse:
      return fail_soon(act.run, RunEnd::failed, "no worker process can be started: " + act.why);
  }
}

void WorkerEngine::spawn(WorkerNumber number) {
  WorkerStart start;
  start.program = options_.worker_program;
  const VersionPtr version = version_with(dispatcher_.bundle_of(number));
  start.bundle = version->memory.get();
  start.powers = version->powers.get();
  const Limits& limits = options_.limits;
  start.arguments = {"--heap=" + std::to_string(limits.heap_per_run),
                     "--max-output=" + std::to_string(limits.max_output),
                     "--max-log-line=" + std::to_string(limits.max_log_line),
                     "--slots=" + std::to_string(limits.max_runs),
                     "--directory=" + options_.directory};
  if (options_.require_sandbox) start.arguments.emplace_back("--require-walls");
  auto process = WorkerProcess::start(
      loop_, start,
      {[this, number](const ipc::Message& message) { on_message(number, message); },
       [this](RunNumber run, const Error& error) { on_unsent(run, error); },
       [this, number](const std::string& how) { on_exit(number, how); }});
  if (!process) {
    note(Level::error, process.error().message);
    dispatcher_.worker_died(number, process.error().message, monotonic_ms(), acts_);
    return;
  }
  telemetry_.worker_started();
  workers_[number] = Worker{std::move(*process), version, 0, 0, false};
}

void WorkerEngine::send(WorkerNumber worker, RunNumber number) {
  Run& run = runs_[number];
  if (run.cancelled) return fail_soon(number, RunEnd::cancelled, kCancelled);
  // A reload while it waited may have given the node another number, or none.
  const auto node = wanted_node(run.request, workers_[worker].version->workflow);
  if (!node) {
    return fail_soon(number, RunEnd::failed,
                     "there is no node `" + *run.request.only_node + "` since the last reload");
  }
  // Time in the queue counts: the client has been waiting since then.
  const std::int64_t waited = (monotonic_ns() - run.accepted_ns) / 1'000'000;
  const std::int64_t timeout =
      run.request.timeout ? std::max<std::int64_t>(1, run.request.timeout->count()) : 0;
  ipc::StartRun start{number, run.id, *node, timeout, waited, run.request.input, run.request.test};
  if (run.recorded()) {
    start.recorded = true;
    journal_->add(run.id,
                  run.sent_before ? journal::RecordKind::resumed : journal::RecordKind::sent);
    if (run.has_past()) {
      if (const auto filled = fill_in_past(run, start); !filled) {
        return fail_soon(number, RunEnd::interrupted,
                         "the run cannot go on: " + filled.error().message);
      }
    }
    run.sent_before = true;
  }
  auto events = events_of(run);
  if (!events) {
    return fail_soon(number, RunEnd::interrupted,
                     "the run cannot go on: " + events.error().message);
  }
  start.events = std::move(*events);
  run.waits = {};
  clear_alarm(number);
  run.worker = worker;
  start.steps_in_memory = options_.steps_in_memory;
  workers_[worker].process->send_run(start);
}

WorkerEngine::VersionPtr WorkerEngine::version_with(std::uint32_t number) const {
  const auto older = older_versions_.find(number);
  return older == older_versions_.end() ? version_ : older->second;
}

void WorkerEngine::on_unsent(RunNumber number, const Error& error) {
  if (error.kind == ErrorKind::unavailable) {
    dispatcher_.undelivered(number, monotonic_ms(), acts_);
    return act();
  }
  fail_soon(number, RunEnd::failed, "the run could not be given to its worker: " + error.message);
}

void WorkerEngine::on_message(WorkerNumber number, const ipc::Message& message) {
  const std::int64_t now = monotonic_ms();
  if (const auto* done = std::get_if<ipc::RunDone>(&message)) return on_done(*done);
  if (const auto* logs = std::get_if<ipc::Logs>(&message)) return on_logs(number, *logs);
  if (const auto* touched = std::get_if<ipc::Touched>(&message)) {
    return dispatcher_.touched(touched->run);
  }
  if (const auto* ended = std::get_if<ipc::NodeDone>(&message)) return on_node_done(*ended);
  if (const auto* begun = std::get_if<ipc::NodeBegun>(&message)) return on_node_begun(*begun);
  if (const auto* step = std::get_if<ipc::StepDone>(&message)) return on_step_done(*step);
  if (const auto* sync = std::get_if<ipc::Sync>(&message)) return on_sync(*sync);
  if (const auto* waits = std::get_if<ipc::RunWaits>(&message)) return on_waits(*waits);
  if (const auto* parked = std::get_if<ipc::RunParked>(&message)) return on_parked(*parked);
  if (const auto* beat = std::get_if<ipc::Heartbeat>(&message)) {
    workers_[number].slots = beat->slots;
    workers_[number].resident_bytes = beat->resident_bytes;
    return dispatcher_.heartbeat(number, now);
  }
  if (const auto* ready = std::get_if<ipc::Ready>(&message)) {
    if (walls_.empty()) {
      walls_ = ready->walls;
      note(ready->walls_complete ? Level::info : Level::warn,
           "workers stand behind: " + walls_ +
               (ready->walls_complete ? "" : "; this kernel lacks the others"));
    }
    dispatcher_.worker_ready(number, now, acts_);
  } else if (std::holds_alternative<ipc::Condemned>(message)) {
    dispatcher_.condemned(number, now, acts_);
  } else if (const auto* refused = std::get_if<ipc::Refused>(&message)) {
    note(Level::error, "a worker process could not start: " + std::string(refused->why));
    dispatcher_.worker_refused(number, std::string(refused->why), now, acts_);
  }
  act();
}

void WorkerEngine::on_done(const ipc::RunDone& done) {
  const auto found = runs_.find(done.run);
  if (found == runs_.end()) return;
  const Run& run = found->second;
  const RunEnd end = run.cancelled ? RunEnd::cancelled : to_run_end(done.end);
  const double seconds = static_cast<double>(monotonic_ns() - run.accepted_ns) / 1e9;
  telemetry_.run_ended(end, seconds, done.nodes_run, done.retries);
  if (run.recorded()) return end_recorded(done.run, end, std::string(done.result));
  finish(done.run, end, std::string(done.result), std::string(done.calls));
}

void WorkerEngine::on_logs(WorkerNumber number, const ipc::Logs& logs) {
  telemetry_.log_lines(logs.lines.size());
  const VersionPtr version = workers_[number].version;
  for (const ipc::LogRecord& record : logs.lines) {
    const auto run = runs_.find(record.run);
    LogLine line;
    line.time_ms = record.time_ms;
    line.level = static_cast<Level>(std::min<std::uint8_t>(record.level, 3));
    if (run != runs_.end()) line.run = run->second.id;
    if (record.node < version->workflow.nodes.size()) {
      line.node = version->workflow.nodes[record.node].name;
    }
    line.attempt = static_cast<int>(record.attempt);
    line.text = record.text;
    if (run != runs_.end() && run->second.recorded()) record_log(run->second, line);
    if (options_.log) options_.log(line);
  }
}

void WorkerEngine::on_exit(WorkerNumber number, const std::string& how) {
  const auto found = workers_.find(number);
  if (found == workers_.end()) return;
  if (!found->second.expected_to_end) {
    note(Level::error, "worker " + std::to_string(number) + " ended: " + how);
    telemetry_.worker_lost();
  }
  // We are inside a callback of the process: it is destroyed from the loop.
  ended_.push_back(std::move(found->second.process));
  workers_.erase(found);
  boost::asio::post(loop_, [this, alive = alive_] {
    if (*alive) ended_.clear();
  });
  dispatcher_.worker_died(number, how, monotonic_ms(), acts_);
  act();
}

// --- time and the end ---------------------------------------------------------------------------

void WorkerEngine::arm_tick() {
  const bool fast = !runs_.empty() || dispatcher_.workers_ready() != dispatcher_.workers();
  if (tick_armed_ && (tick_is_fast_ || !fast)) return;
  tick_armed_ = true;
  tick_is_fast_ = fast;
  tick_.expires_after(fast ? std::chrono::steady_clock::duration(kFastTick) : kSlowTick);
  tick_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (error || !*alive) return;
    tick_armed_ = false;
    dispatcher_.tick(monotonic_ms(), acts_);
    act();
    arm_tick();
  });
}

void WorkerEngine::drain(Milliseconds grace, std::function<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  boost::asio::post(loop_, [this, alive = alive_] {
    if (*alive) finish_drain_if_done();
  });
  if (runs_.empty()) return;
  grace_.expires_after(grace);
  grace_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (error || !*alive) return;
    std::vector<triggers::RunId> left;
    for (const auto& [number, run] : runs_) {
      if (!run.recorded()) left.push_back(run.id);
    }
    note(Level::warn, "the grace period is over: " + std::to_string(left.size()) +
                          " runs are cancelled, " + std::to_string(runs_.size() - left.size()) +
                          " are recorded and go on when the engine is started again");
    for (const triggers::RunId& id : left) cancel(id);
    grace_.expires_after(kAfterGrace);
    grace_.async_wait([this, still = alive_](const boost::system::error_code& late) {
      if (!late && *still) finish_drain();
    });
  });
}

// Runs that only wait are left to the next engine at once.
void WorkerEngine::finish_drain_if_done() {
  const bool done = std::ranges::all_of(
      runs_, [](const auto& entry) { return entry.second.recorded() && entry.second.waits.waits; });
  if (done) finish_drain();
}

void WorkerEngine::finish_drain() {
  grace_.cancel();
  leave_waiting();
  for (auto& [number, run] : runs_) {
    if (auto tell = std::exchange(run.done, nullptr); tell && run.recorded()) {
      tell(triggers::RunOutcome{
          run.id, RunEnd::interrupted,
          empty_result(run, std::string("the engine is stopping") + kGoesOnLater)});
    }
  }
  if (auto done = std::exchange(drained_, nullptr)) done();
}

void WorkerEngine::note(Level level, std::string text) const {
  if (!options_.log) return;
  LogLine line;
  line.time_ms = epoch_ms();
  line.level = level;
  line.text = std::move(text);
  options_.log(line);
}

Gauges WorkerEngine::gauges() const {
  Gauges gauges;
  gauges.runs_in_flight = dispatcher_.in_flight();
  gauges.runs_queued = dispatcher_.queue_size();
  gauges.runs_parked = dispatcher_.parked();
  gauges.workers = dispatcher_.workers();
  gauges.workers_ready = dispatcher_.workers_ready();
  for (const auto& [number, worker] : workers_) {
    gauges.slots += worker.slots;
    gauges.worker_resident_bytes += worker.resident_bytes;
  }
  return gauges;
}

std::string WorkerEngine::metrics_text() const {
  return telemetry_.prometheus(version_->workflow.name, gauges());
}

std::string WorkerEngine::trouble() const {
  return journal_ ? journal_->trouble() : std::string();
}

std::string WorkerEngine::health_json() const {
  const Gauges now = gauges();
  std::string json = R"({"status":)";
  append_json_string(json, draining_ ? "draining" : now.workers_ready > 0 ? "ok" : "starting");
  const auto text = [&](std::string_view key, std::string_view value) {
    json += ",\"" + std::string(key) + "\":";
    append_json_string(json, value);
  };
  const auto number = [&](std::string_view key, std::uint64_t value) {
    json += ",\"" + std::string(key) + "\":";
    append_json_number(json, static_cast<std::int64_t>(value));
  };
  text("workflow", version_->workflow.name);
  text("version", version_->workflow.version);
  text("bundle", version_->digest);
  text("walls", walls_);
  text("journal", !journal_ ? "none" : trouble().empty() ? "good" : trouble());
  number("workers", now.workers);
  number("workersReady", now.workers_ready);
  number("runsInFlight", now.runs_in_flight);
  number("runsQueued", now.runs_queued);
  number("runsParked", now.runs_parked);
  for (const RunEnd end :
       {RunEnd::succeeded, RunEnd::failed, RunEnd::cancelled, RunEnd::interrupted}) {
    number("runs" + std::string(1, static_cast<char>(name_of(end)[0] - 32)) +
               std::string(name_of(end).substr(1)),
           telemetry_.ended(end));
  }
  json.push_back('}');
  return json;
}

}  // namespace tntc::engine
