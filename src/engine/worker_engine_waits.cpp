// The runs of the WorkerEngine that wait: what they wait for, the events that are sent to them, and
// how a recorded one leaves its worker meanwhile.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "engine/clocks.h"
#include "engine/worker_engine.h"

namespace tntc::engine {
namespace {

using triggers::RunEnd;

// All are given to each worker that takes the run.
constexpr std::size_t kMostEvents = 10'000;

// The wall clock may be set meanwhile: nothing sleeps longer without looking at it again.
constexpr std::int64_t kLongestNap = 60'000;

}  // namespace

// --- events -------------------------------------------------------------------------------------

std::size_t WorkerEngine::event_count(const Run& run) const {
  return run.recorded() ? journal_->log_of(run.id)->events().size() : run.events.size();
}

Result<ipc::RunEvent> WorkerEngine::event_at(const Run& run, std::size_t index) const {
  if (!run.recorded()) return run.events[index];
  const journal::Event& event = journal_->log_of(run.id)->events()[index];
  TNTC_TRY(std::string payload, journal_->text_of(event.payload));
  return ipc::RunEvent{event.name, std::move(payload)};
}

bool WorkerEngine::has_had_event(const Run& run, const std::string& key) const {
  if (key.empty()) return false;
  if (!run.recorded()) return run.event_keys.contains(key);
  return std::ranges::count(journal_->log_of(run.id)->events(), key, &journal::Event::key) > 0;
}

Result<std::vector<ipc::RunEvent>> WorkerEngine::events_of(const Run& run) const {
  std::vector<ipc::RunEvent> events;
  for (std::size_t i = 0; i < event_count(run); ++i) {
    TNTC_TRY(ipc::RunEvent event, event_at(run, i));
    events.push_back(std::move(event));
  }
  return events;
}

Result<void> WorkerEngine::send_event(std::string_view id, triggers::RunEvent event, Kept kept) {
  const auto found = numbers_.find(id);
  // A recorded run whose end is being written is over, too.
  if (found == numbers_.end() || is_over(runs_[found->second])) {
    return RunPort::send_event(id, std::move(event), std::move(kept));
  }
  const RunNumber number = found->second;
  Run& run = runs_[number];
  const std::size_t count = event_count(run);
  const bool again = has_had_event(run, event.key);
  if (!again && count >= kMostEvents) {
    return fail(ErrorKind::conflict,
                "the run has had " + std::to_string(count) + " events, it may have no more",
                "start a further run for what comes now");
  }
  const auto index = static_cast<std::uint32_t>(count);
  if (!run.recorded()) {
    if (!again) {
      if (!event.key.empty()) run.event_keys.insert(event.key);
      run.events.push_back({std::move(event.name), std::move(event.payload)});
    }
    boost::asio::post(loop_, [this, number, index, again, kept = std::move(kept), alive = alive_] {
      if (!*alive) return;
      if (!again) event_kept(number, index);
      kept({});
    });
    return {};
  }
  TNTC_CHECK(check_journal());
  if (again) {
    journal_->sync(run.id, std::move(kept));
    return {};
  }
  journal::Event record{std::move(event.name), epoch_ms(), std::move(event.key), {}};
  record.payload.text = std::move(event.payload);
  journal_->add(run.id, std::move(record),
                [this, number, index, kept = std::move(kept)](const Result<void>& result) {
                  if (result) event_kept(number, index);
                  kept(result);
                });
  return {};
}

// A run that waits for its turn, or comes to another worker, gets it with all the others.
void WorkerEngine::event_kept(RunNumber number, std::uint32_t index) {
  const auto found = runs_.find(number);
  if (found == runs_.end() || is_over(found->second)) return;
  const Run& run = found->second;
  const auto event = event_at(run, index);
  if (!event) return;
  if (dispatcher_.parked(number)) {
    if (std::ranges::count(run.waits.events, event->name) > 0) wake(number);
    return act();
  }
  const auto place = workers_.find(run.worker);
  if (dispatcher_.queued(number) || place == workers_.end() || !place->second.process) return;
  place->second.process->send_control(ipc::EventCame{number, index, event->name, event->payload});
}

// --- leaving a worker ---------------------------------------------------------------------------

void WorkerEngine::on_waits(const ipc::RunWaits& waits) {
  const auto found = runs_.find(waits.run);
  if (found == runs_.end()) return;
  Run& run = found->second;
  run.waits = waits;
  clear_alarm(waits.run);
  const std::int64_t leaves_at = epoch_ms() + options_.park_after.count();
  const std::int64_t ends_at = wake_at(run);
  if (waits.waits && run.recorded() && (ends_at == 0 || ends_at > leaves_at)) {
    set_alarm(waits.run, leaves_at);
  }
  if (draining_) finish_drain_if_done();
}

void WorkerEngine::on_parked(const ipc::RunParked& parked) {
  const Run* run = recorded_run(parked.run);
  if (!run || is_over(*run) || dispatcher_.queued(parked.run) || dispatcher_.parked(parked.run))
    return;
  journal_->add(run->id, parked_record(*run));
  dispatcher_.park(parked.run, monotonic_ms(), acts_);
  if (run->cancelled) {
    fail_soon(parked.run, RunEnd::cancelled, "the run was cancelled");
  } else if (event_count(*run) > parked.events) {
    wake(parked.run);  // one came while it was leaving
  } else {
    set_alarm(parked.run, wake_at(*run));
  }
  act();
}

journal::Parked WorkerEngine::parked_record(const Run& run) {
  return {run.waits.until, run.waits.events};
}

// The end of the first of its waits that time ends, or of the run's own time; 0: none.
std::int64_t WorkerEngine::wake_at(const Run& run) const {
  const std::int64_t late =
      run.request.timeout ? run.accepted_at + run.request.timeout->count() : 0;
  if (run.waits.until == 0 || late == 0) return std::max(run.waits.until, late);
  return std::min(run.waits.until, late);
}

void WorkerEngine::wake(RunNumber number) {
  if (draining_) return;  // it is left to the next engine
  clear_alarm(number);
  dispatcher_.wake(number, monotonic_ms(), acts_);
  arm_tick();
}

// The next engine need not give a worker to those that only wait.
void WorkerEngine::leave_waiting() {
  for (const auto& [number, run] : runs_) {
    if (run.recorded() && !is_over(run) && run.waits.waits && !dispatcher_.parked(number)) {
      journal_->add(run.id, parked_record(run));
    }
  }
}

// --- alarms -------------------------------------------------------------------------------------

void WorkerEngine::set_alarm(RunNumber number, std::int64_t at) {
  clear_alarm(number);
  if (at == 0) return;
  runs_[number].alarm_at = at;
  alarms_.insert({at, number});
  if (alarms_.begin()->second == number) arm_alarms();
}

void WorkerEngine::clear_alarm(RunNumber number) {
  const auto found = runs_.find(number);
  if (found == runs_.end() || found->second.alarm_at == 0) return;
  alarms_.erase({std::exchange(found->second.alarm_at, 0), number});
}

void WorkerEngine::arm_alarms() {
  if (alarms_.empty()) return;
  const std::int64_t left = alarms_.begin()->first - epoch_ms();
  alarm_.expires_after(std::chrono::milliseconds(std::clamp<std::int64_t>(left, 0, kLongestNap)));
  alarm_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (error || !*alive) return;
    const std::int64_t now = epoch_ms();
    while (!alarms_.empty() && alarms_.begin()->first <= now) on_alarm(alarms_.begin()->second);
    act();
    arm_alarms();
  });
}

void WorkerEngine::on_alarm(RunNumber number) {
  clear_alarm(number);
  if (dispatcher_.parked(number)) return wake(number);
  const auto place = workers_.find(runs_[number].worker);
  if (place == workers_.end() || !place->second.process) return;
  place->second.process->send_control(ipc::ParkRun{number});
}

}  // namespace tntc::engine
