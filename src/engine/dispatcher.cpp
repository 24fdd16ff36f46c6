#include "engine/dispatcher.h"

#include <algorithm>

namespace tntc::engine {
namespace {

// A heartbeat comes every 50 ms while a worker has runs.
constexpr std::int64_t kLate = 400;    // gets no new runs
constexpr std::int64_t kLost = 2'000;  // is killed
constexpr std::int64_t kStartTime = 10'000;

// What other runs of a condemned process have, to come to their end.
constexpr std::int64_t kLastWords = 2'000;
constexpr std::int64_t kGoTime = 1'000;

// Another worker is started when the one there is has this many runs and ended none for this long:
// one busy worker beats two at short runs.
constexpr std::size_t kBusyRuns = 2;
constexpr std::int64_t kBusyTime = 50;

// Then workers beyond the first are let go: another costs 25 ms when it is needed again, an idle
// one holds some 10 MB.
constexpr std::int64_t kIdleTime = 2'000;

constexpr std::int64_t kFirstPause = 100;  // between starts that fail, doubled each time
constexpr int kMostDoublings = 6;

}  // namespace

void Dispatcher::start(std::int64_t now, std::vector<Act>& out) {
  spawn(now, out);
}

void Dispatcher::spawn(std::int64_t now, std::vector<Act>& out) {
  spawn(generation_, now, out);
}

void Dispatcher::spawn(std::uint32_t generation, std::int64_t now, std::vector<Act>& out) {
  if (now < next_spawn_at_ || refused_.contains(generation)) return;
  Worker& worker = workers_[next_worker_];
  worker.generation = generation;
  worker.started_at = worker.last_beat = worker.last_end = worker.idle_since = now;
  out.push_back({Act::Kind::spawn, next_worker_, 0, {}});
  ++next_worker_;
}

std::size_t Dispatcher::current_workers() const {
  return static_cast<std::size_t>(
      std::count_if(workers_.begin(), workers_.end(), [this](const auto& entry) {
        return entry.second.stage != Stage::leaving && entry.second.generation == generation_;
      }));
}

std::size_t Dispatcher::workers_ready() const {
  return static_cast<std::size_t>(
      std::count_if(workers_.begin(), workers_.end(),
                    [](const auto& entry) { return entry.second.stage == Stage::ready; }));
}

bool Dispatcher::enqueue(RunNumber number, Run run, bool limited, std::int64_t now,
                         std::vector<Act>& out) {
  // Whoever comes straight to a worker does not count as waiting.
  if (limited && queue_.size() >= static_cast<std::size_t>(limits_.queue)) return false;
  runs_[number] = run;
  queue_.push_back(number);
  dispatch(now, out);
  return true;
}

bool Dispatcher::submit(RunNumber run, std::int64_t now, std::vector<Act>& out) {
  return enqueue(run, {}, true, now, out);
}

bool Dispatcher::submit_recorded(RunNumber run, std::uint32_t bundle, std::int64_t now,
                                 std::vector<Act>& out) {
  return enqueue(run, {.bundle = bundle}, true, now, out);
}

void Dispatcher::take_back(RunNumber run, std::uint32_t bundle, std::int64_t now,
                           std::vector<Act>& out) {
  enqueue(run, {.bundle = bundle}, false, now, out);
}

std::uint32_t Dispatcher::bundle_of(WorkerNumber worker) const {
  const auto found = workers_.find(worker);
  return found == workers_.end() ? generation_ : found->second.generation;
}

bool Dispatcher::needs_bundle(std::uint32_t bundle) const {
  return bundle == generation_ || std::ranges::any_of(runs_, [bundle](const auto& entry) {
           return entry.second.bundle == bundle;
         });
}

bool Dispatcher::takes_runs(const Worker& worker, std::uint32_t generation,
                            std::int64_t now) const {
  if (worker.stage != Stage::ready || worker.exclusive) return false;
  if (worker.generation != generation) return false;
  return worker.runs.empty() || now - worker.last_beat < kLate;
}

std::optional<WorkerNumber> Dispatcher::choose(const Run& run, std::int64_t now) const {
  std::optional<WorkerNumber> best;
  std::size_t fewest = 0;
  for (const auto& [number, worker] : workers_) {
    if (!takes_runs(worker, generation_of(run), now)) continue;
    if (run.suspect && !worker.runs.empty()) continue;
    // The first that keeps up takes all, so that its VM stays warm and others can be let go.
    const bool keeps_up = worker.runs.size() < kBusyRuns || now - worker.last_end < kBusyTime;
    if (keeps_up) return number;
    if (!best || worker.runs.size() < fewest) {
      best = number;
      fewest = worker.runs.size();
    }
  }
  return best;
}

void Dispatcher::dispatch(std::int64_t now, std::vector<Act>& out) {
  while (!queue_.empty() && in_flight() < static_cast<std::size_t>(limits_.max_runs)) {
    const RunNumber number = queue_.front();
    Run& run = runs_[number];
    const std::uint32_t generation = generation_of(run);
    if (const auto why = refused_.find(generation); why != refused_.end()) {
      queue_.pop_front();
      runs_.erase(number);
      out.push_back({Act::Kind::refuse, 0, number, why->second});
      continue;
    }
    const std::optional<WorkerNumber> chosen = choose(run, now);
    if (!chosen) {
      // Every worker is late, dying or taken by a suspect: one more, beyond the usual number.
      const bool one_is_coming =
          std::any_of(workers_.begin(), workers_.end(), [generation](const auto& entry) {
            return entry.second.stage == Stage::starting && entry.second.generation == generation;
          });
      if (!one_is_coming) spawn(generation, now, out);
      return;
    }
    queue_.pop_front();
    Worker& worker = workers_[*chosen];
    if (worker.runs.empty()) worker.last_beat = worker.last_end = now;
    worker.runs.insert(number);
    worker.exclusive = run.suspect;
    run.worker = *chosen;
    out.push_back({Act::Kind::send, *chosen, number, {}});
  }
}

void Dispatcher::touched(RunNumber run) {
  if (const auto found = runs_.find(run); found != runs_.end()) found->second.touched = true;
}

void Dispatcher::give_up(Worker& worker, std::int64_t now) {
  worker.stage = Stage::leaving;
  worker.told_to_go = true;
  worker.leave_by = now + kGoTime;
}

void Dispatcher::undelivered(RunNumber run, std::int64_t now, std::vector<Act>& out) {
  const auto found = runs_.find(run);
  if (found == runs_.end() || !found->second.worker) return;
  // Gets nothing more; worker_died comes when the loop learns of it.
  Worker& worker = workers_[*found->second.worker];
  give_up(worker, now);
  worker.runs.erase(run);
  found->second.worker.reset();
  queue_.push_front(run);
  if (current_workers() == 0) spawn(now, out);
  dispatch(now, out);
}

bool Dispatcher::queued(RunNumber run) const {
  const auto found = runs_.find(run);
  return found != runs_.end() && !found->second.worker && !found->second.parked;
}

bool Dispatcher::parked(RunNumber run) const {
  const auto found = runs_.find(run);
  return found != runs_.end() && found->second.parked;
}

void Dispatcher::ended(RunNumber number, std::int64_t now, std::vector<Act>& out) {
  const auto found = runs_.find(number);
  if (found == runs_.end()) return;
  Run run = found->second;
  runs_.erase(found);
  if (run.worker) {
    leave_worker(number, run, now, out);
    dispatch(now, out);
  } else if (run.parked) {
    --parked_;
  } else {
    queue_.erase(std::find(queue_.begin(), queue_.end(), number));
  }
}

void Dispatcher::leave_worker(RunNumber number, Run& run, std::int64_t now, std::vector<Act>& out) {
  const WorkerNumber left = *run.worker;
  run.worker.reset();
  const auto place = workers_.find(left);
  if (place == workers_.end()) return;
  Worker& worker = place->second;
  worker.runs.erase(number);
  worker.last_end = worker.last_beat = now;
  if (worker.runs.empty()) {
    worker.exclusive = false;
    worker.idle_since = now;
  }
  go_if_empty(left, now, out);
}

void Dispatcher::park(RunNumber number, std::int64_t now, std::vector<Act>& out) {
  const auto found = runs_.find(number);
  if (found == runs_.end() || !found->second.worker) return;
  leave_worker(number, found->second, now, out);
  found->second.parked = true;
  // Whatever it does next, it was no danger to its process.
  found->second.suspect = false;
  ++parked_;
  dispatch(now, out);
}

void Dispatcher::wake(RunNumber number, std::int64_t now, std::vector<Act>& out) {
  const auto found = runs_.find(number);
  if (found == runs_.end() || !found->second.parked) return;
  found->second.parked = false;
  --parked_;
  queue_.push_back(number);
  dispatch(now, out);
}

void Dispatcher::take_back_parked(RunNumber run, std::uint32_t bundle) {
  runs_[run] = {.parked = true, .bundle = bundle};
  ++parked_;
}

void Dispatcher::worker_ready(WorkerNumber number, std::int64_t now, std::vector<Act>& out) {
  const auto found = workers_.find(number);
  if (found == workers_.end() || found->second.stage != Stage::starting) return;
  failed_starts_ = 0;
  next_spawn_at_ = 0;
  found->second.stage = Stage::ready;
  found->second.last_beat = found->second.idle_since = now;
  dispatch(now, out);
}

void Dispatcher::heartbeat(WorkerNumber number, std::int64_t now) {
  if (const auto found = workers_.find(number); found != workers_.end()) {
    found->second.last_beat = now;
  }
}

void Dispatcher::leave(WorkerNumber number, std::int64_t by, std::int64_t now,
                       std::vector<Act>& out) {
  Worker& worker = workers_[number];
  worker.stage = Stage::leaving;
  worker.leave_by = by;
  go_if_empty(number, now, out);
}

void Dispatcher::go_if_empty(WorkerNumber number, std::int64_t now, std::vector<Act>& out) {
  Worker& worker = workers_[number];
  if (worker.stage != Stage::leaving || !worker.runs.empty() || worker.told_to_go) return;
  worker.told_to_go = true;
  // Condemned ones (leave_by is set) have a thread that never ends: they cannot exit by themselves.
  out.push_back({worker.leave_by != 0 ? Act::Kind::kill : Act::Kind::quit, number, 0, {}});
  worker.leave_by = now + kGoTime;
}

void Dispatcher::condemned(WorkerNumber number, std::int64_t now, std::vector<Act>& out) {
  const auto found = workers_.find(number);
  if (found == workers_.end()) return;
  leave(number, now + kLastWords, now, out);
  if (current_workers() == 0) spawn(now, out);
}

void Dispatcher::worker_refused(WorkerNumber number, const std::string& why, std::int64_t now,
                                std::vector<Act>& out) {
  const auto found = workers_.find(number);
  if (found == workers_.end()) return;
  refused_[found->second.generation] = why;
  workers_.erase(found);
  dispatch(now, out);
}

void Dispatcher::worker_died(WorkerNumber number, const std::string& how, std::int64_t now,
                             std::vector<Act>& out) {
  const auto found = workers_.find(number);
  if (found == workers_.end()) return;
  const Worker worker = std::move(found->second);
  workers_.erase(found);
  if (worker.stage == Stage::starting) {
    next_spawn_at_ = now + (kFirstPause << std::min(failed_starts_, kMostDoublings));
    ++failed_starts_;
  }
  // A run that was alone in its process is what ended it; one of several may be innocent, and is
  // executed again, by itself, if it had not reached the outside world.
  const bool alone = worker.runs.size() == 1;
  for (auto run = worker.runs.rbegin(); run != worker.runs.rend(); ++run) {
    Run& state = runs_[*run];
    if (!state.bundle && (alone || state.touched || state.suspect)) {
      runs_.erase(*run);
      out.push_back({Act::Kind::interrupt, 0, *run, how});
      continue;
    }
    state.worker.reset();
    state.suspect = true;
    queue_.push_front(*run);
  }
  if (current_workers() == 0) spawn(now, out);
  dispatch(now, out);
}

void Dispatcher::new_bundle(std::int64_t now, std::vector<Act>& out) {
  generation_ = ++last_generation_;
  failed_starts_ = 0;
  next_spawn_at_ = 0;
  std::vector<WorkerNumber> old;
  for (const auto& [number, worker] : workers_) old.push_back(number);
  for (const WorkerNumber number : old) {
    if (workers_[number].stage != Stage::leaving) leave(number, 0, now, out);
  }
  spawn(now, out);
}

void Dispatcher::tick(std::int64_t now, std::vector<Act>& out) {
  std::vector<WorkerNumber> lost;
  std::vector<WorkerNumber> spare;
  std::vector<WorkerNumber> old;
  bool all_busy = true;
  for (auto& [number, worker] : workers_) {
    const bool silent =
        worker.stage != Stage::starting && !worker.runs.empty() && now - worker.last_beat >= kLost;
    const bool slow = worker.stage == Stage::starting && now - worker.started_at >= kStartTime;
    const bool stays =
        worker.stage == Stage::leaving && worker.leave_by != 0 && now >= worker.leave_by;
    if (silent || slow || stays) lost.push_back(number);
    if (worker.stage == Stage::leaving) continue;
    if (worker.generation != generation_) {
      if (worker.stage == Stage::ready && worker.runs.empty() &&
          now - worker.idle_since >= kIdleTime) {
        old.push_back(number);
      }
      continue;
    }
    const bool busy = worker.stage == Stage::ready && worker.runs.size() >= kBusyRuns &&
                      now - worker.last_end >= kBusyTime;
    all_busy = all_busy && busy;
    if (worker.stage == Stage::ready && worker.runs.empty() && now - worker.idle_since >= kIdleTime)
      spare.push_back(number);
  }
  for (const WorkerNumber number : lost) {
    give_up(workers_[number], now);
    out.push_back({Act::Kind::kill, number, 0, {}});
  }
  for (const WorkerNumber number : old) leave(number, 0, now, out);
  // The oldest stays: its VM is the warmest.
  while (current_workers() > 1 && !spare.empty()) {
    leave(spare.back(), 0, now, out);
    spare.pop_back();
  }
  const bool room = current_workers() < static_cast<std::size_t>(limits_.workers);
  if (current_workers() == 0 || (room && all_busy)) spawn(now, out);
  dispatch(now, out);
}

}  // namespace tntc::engine
