#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/dispatcher.h"
#include "engine/engine.h"
#include "engine/history/reader.h"
#include "engine/journal/journal.h"
#include "engine/run_id.h"
#include "engine/telemetry.h"
#include "engine/worker_process.h"
#include "io/fd.h"
#include "spec/workflow.h"

namespace tntc::engine {

// The Engine over real worker processes: carries out what the Dispatcher decides.
class WorkerEngine : public Engine {
 public:
  using Durability = triggers::Durability;

  WorkerEngine(boost::asio::io_context& loop, Options options);
  ~WorkerEngine() override;

  Result<void> begin(bundle::Bundle bundle, const Provisions& provisions);

  Result<triggers::RunId> start(triggers::RunRequest request, Done done) override;
  using RunPort::cancel;
  bool cancel(std::string_view run, Kept kept) override;
  bool is_waiting(std::string_view run) const override;
  Result<void> send_event(std::string_view run, triggers::RunEvent event, Kept kept) override;
  std::vector<triggers::PastRun> take_past() override { return std::move(past_); }
  void follow(std::string_view run, Done done) override;
  void prepare_retry(std::string_view run, std::string_view from, RetryReady ready) override;
  std::string waits_json(std::string_view run) const override;
  Result<void> reload(bundle::Bundle bundle, const Provisions& provisions) override;
  void drain(Milliseconds grace, std::function<void()> done) override;
  std::string walls() const override { return walls_; }
  std::string records_in() const override { return journal_ ? options_.state : std::string(); }
  std::string trouble() const override;
  std::string health_json() const override;
  std::string metrics_text() const override;

 private:
  // What the runs of one bundle share. Shared by the engine, which begins runs with it, and by the
  // workers started for it, which may outlive a reload.
  struct Version {
    spec::Workflow workflow;
    std::string digest;
    io::Fd memory;             // the bundle, sealed
    io::Fd powers;             // the provisions, sealed
    std::uint32_t number = 0;  // the dispatcher's
  };
  using VersionPtr = std::shared_ptr<const Version>;

  struct Run {
    triggers::RunId id;
    triggers::RunRequest request;
    Done done;
    std::int64_t accepted_at = 0;  // Unix epoch, ms
    std::int64_t accepted_ns = 0;  // monotonic
    bool cancelled = false;
    Durability durability = Durability::none;
    VersionPtr version;                 // of a recorded run
    WorkerNumber worker = 0;            // that has it, or had it last
    ipc::RunWaits waits;                // nothing goes on in it but that
    std::int64_t alarm_at = 0;          // epoch ms, 0: none: see alarms_
    std::vector<ipc::RunEvent> events;  // of one that is not recorded
    std::set<std::string> event_keys;   // the same
    bool sent_before = false;           // to a worker of this process or an earlier one
    bool has_past() const { return sent_before || !request.finished.empty(); }
    bool recorded() const { return durability != Durability::none; }
    const std::string& node_name(std::uint32_t node) const {  // of a recorded run
      return version->workflow.nodes[node].name;
    }
  };
  static constexpr const char* kGoesOnLater = "; the run goes on when the engine is started again";

  struct Worker {
    std::unique_ptr<WorkerProcess> process;
    VersionPtr version;
    std::uint32_t slots = 0;
    std::uint64_t resident_bytes = 0;
    bool expected_to_end = false;
  };

  // `text`: the bundle as bundle::write_bundle gives it.
  Result<Version> make_version(const bundle::Bundle& bundle, std::string_view text,
                               const Provisions& provisions) const;

  // What outlives this process (worker_engine_records.cpp).
  Result<std::unique_ptr<journal::Store>> open_state();
  Result<void> without_state(const Error& why) const;
  Result<void> open_journal(std::unique_ptr<journal::Store> store, std::string_view bundle_text,
                            const Provisions& provisions);
  Result<VersionPtr> version_of(const std::string& digest, const Provisions& provisions);
  void take_up(const std::string& id, const Provisions& provisions);
  Result<Durability> durability_of(const triggers::RunRequest& request) const;
  Result<void> check_journal() const;
  void record_start(RunNumber number);
  void record_finished(const Run& run);
  void record_cancellation(const Run& run, Kept kept);
  void take_back_acceptance(RunNumber number, const Error& why);
  void give_up_on_cut_node(const Run& run);
  Result<void> fill_in_past(const Run& run, ipc::StartRun& start);
  Result<void> fill_in_node(const journal::RunLog::Node& node, ipc::NodeSoFar& past) const;
  const Run* recorded_run(RunNumber number) const;
  const Run* recorded_run(RunNumber number, std::uint32_t node) const;
  void on_node_begun(const ipc::NodeBegun& begun);
  void on_node_done(const ipc::NodeDone& done);
  void on_step_done(const ipc::StepDone& done);
  void on_sync(const ipc::Sync& sync);
  void record_log(const Run& run, const LogLine& line);
  journal::Journal::Done tells_recorded(const Run& run, ipc::Recorded recorded);
  // The end of a run, once it is kept.
  void end_recorded(RunNumber number, triggers::RunEnd end, std::string result);

  // Runs that wait: what they wait for, and how they leave a worker meanwhile
  // (worker_engine_waits.cpp).
  void on_waits(const ipc::RunWaits& waits);
  void on_parked(const ipc::RunParked& parked);
  void event_kept(RunNumber number, std::uint32_t index);
  Result<std::vector<ipc::RunEvent>> events_of(const Run& run) const;
  Result<ipc::RunEvent> event_at(const Run& run, std::size_t index) const;
  bool is_over(const Run& run) const {
    return run.recorded() && journal_->log_of(run.id) == nullptr;
  }
  bool has_had_event(const Run& run, const std::string& key) const;
  std::size_t event_count(const Run& run) const;
  static journal::Parked parked_record(const Run& run);
  void wake(RunNumber number);
  void set_alarm(RunNumber number, std::int64_t at);
  void clear_alarm(RunNumber number);
  void arm_alarms();
  void on_alarm(RunNumber number);
  std::int64_t wake_at(const Run& run) const;
  void leave_waiting();

  void act();
  void carry_out(const Act& act);
  void spawn(WorkerNumber number);
  VersionPtr version_with(std::uint32_t number) const;
  void send(WorkerNumber worker, RunNumber run);
  void on_message(WorkerNumber worker, const ipc::Message& message);
  void on_unsent(RunNumber run, const Error& error);
  void on_exit(WorkerNumber worker, const std::string& how);
  void on_done(const ipc::RunDone& done);
  void on_logs(WorkerNumber worker, const ipc::Logs& logs);
  // Answers and forgets a run.
  void finish(RunNumber number, triggers::RunEnd end, std::string result, std::string calls = {});
  void fail_run(RunNumber number, triggers::RunEnd end, const std::string& why);
  // On the next turn of the loop: `done` is never called from inside a call of ours.
  void fail_soon(RunNumber number, triggers::RunEnd end, std::string why);
  std::string empty_result(const Run& run, const std::string& why) const;
  void note(Level level, std::string text) const;
  void arm_tick();
  void finish_drain();
  void finish_drain_if_done();
  Gauges gauges() const;

  boost::asio::io_context& loop_;
  Options options_;
  Dispatcher dispatcher_;
  std::vector<Act> acts_;
  bool acting_ = false;
  VersionPtr version_;
  std::map<std::uint32_t, VersionPtr> older_versions_;  // of which recorded runs are left
  std::string records_;                                 // where the journal is, its real path
  std::unique_ptr<journal::Journal> journal_;           // null: nothing is recorded
  std::vector<triggers::PastRun> past_;
  history::Reader reader_;  // of runs that have ended
  std::map<WorkerNumber, Worker> workers_;
  std::vector<std::unique_ptr<WorkerProcess>> ended_;  // destroyed once no callback of theirs runs
  std::map<RunNumber, Run> runs_;
  std::map<std::string, RunNumber, std::less<>> numbers_;  // by public id
  RunNumber next_run_ = 1;
  RunIds ids_;
  Telemetry telemetry_;
  std::string walls_;
  boost::asio::steady_timer tick_;
  bool tick_armed_ = false;
  bool tick_is_fast_ = false;
  bool draining_ = false;
  std::function<void()> drained_;
  boost::asio::steady_timer grace_;
  // When a run that waits is to leave its worker, or, parked, to go on: epoch ms.
  std::set<std::pair<std::int64_t, RunNumber>> alarms_;
  boost::asio::steady_timer alarm_;
  std::shared_ptr<bool> alive_;  // tells posted handlers that we are gone
};

}  // namespace tntc::engine
