#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "triggers/http_answer.h"
#include "triggers/idempotency_table.h"
#include "triggers/run_history.h"
#include "triggers/run_port.h"

namespace tntc::triggers {

// Every run goes through it on its way to the engine: it knows those that wait and go on, those
// that have ended lately, and which of them a repeated request must not start again. Shared by the
// server and the callbacks of the runs that are going on, which may outlive the server.
class RunBook : public RunPort, public std::enable_shared_from_this<RunBook> {
 public:
  struct Clocks {
    std::function<std::chrono::system_clock::time_point()> wall = &std::chrono::system_clock::now;
    std::function<std::chrono::steady_clock::time_point()> steady = &std::chrono::steady_clock::now;
  };

  // `runs` outlives it, but for the callbacks of runs.
  RunBook(RunPort& runs, RunHistory::Limits history, IdempotencyTable::Limits keys, Clocks clocks);

  // Knows from now on what an earlier process has left to the engine. Once, before the first run.
  void take_past_runs();

  Result<RunId> start(RunRequest request, Done done) override;
  using RunPort::cancel;
  bool cancel(std::string_view run, Kept kept) override;
  void prepare_retry(std::string_view run, std::string_view from, RetryReady ready) override;
  std::string waits_json(std::string_view run) const override { return runs_.waits_json(run); }
  bool is_waiting(std::string_view run) const override { return runs_.is_waiting(run); }

  Result<void> send_event(std::string_view run, RunEvent event, Kept kept) override {
    return runs_.send_event(run, std::move(event), std::move(kept));
  }

  // Starts a run, unless the key has been used: then `done` gets the outcome of the run it was used
  // for, from inside when that has ended. The error is what to answer instead.
  tl::expected<RunId, Answer> start_once(const std::string& key, RunRequest request, Done done);

  RunHistory& history() { return history_; }
  std::int64_t now() const;  // Unix epoch, ms

 private:
  tl::expected<RunId, Answer> start_first(const std::string& key, RunRequest request, Done done);
  void end(RunHistory::Run run, const Result<RunOutcome>& outcome);
  void tell_kept(const std::string& key, const Result<void>& kept);
  void take_past_run(PastRun past);
  void end_once(const std::string& key, const Result<RunOutcome>& outcome);

  RunPort& runs_;
  RunHistory history_;
  IdempotencyTable keys_;
  Clocks clocks_;
  std::unordered_map<std::string, std::vector<Done>> waiting_;  // for the run of a key
  // For a run of a key to be kept.
  std::unordered_map<std::string, std::vector<std::function<void(const Result<void>&)>>> unkept_;
};

}  // namespace tntc::triggers
