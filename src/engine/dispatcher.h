#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ipc/message.h"

namespace tntc::engine {

using WorkerNumber = std::uint32_t;
using ipc::RunNumber;

// What the dispatcher wants done.
struct Act {
  enum class Kind {
    spawn,      // start worker `worker` for the present bundle
    send,       // give `run` to `worker`
    quit,       // `worker` has nothing left to do: let it exit
    kill,       // `worker` cannot be trusted to exit: SIGKILL
    interrupt,  // answer `run`: its process is gone and it may not be executed again
    refuse,     // answer `run`: no worker can be started, `why` says the reason
  };
  Kind kind = Kind::spawn;
  WorkerNumber worker = 0;
  RunNumber run = 0;
  std::string why;

  bool operator==(const Act&) const = default;
};

struct DispatchLimits {
  int workers = 1;
  int max_runs = 64;
  int queue = 1024;
};

// Which worker process gets which run, when processes are started, replaced and ended. A plain
// state machine: time is given (ms of a monotonic clock), acts are appended to `out` and are to be
// carried out in order.
class Dispatcher {
 public:
  explicit Dispatcher(DispatchLimits limits) : limits_(limits) {}

  // There is always one worker, for the first run to find it warm.
  void start(std::int64_t now, std::vector<Act>& out);

  // False: the queue is full.
  bool submit(RunNumber run, std::int64_t now, std::vector<Act>& out);
  // A recorded run: it stays with the bundle it was accepted for, and goes on in another worker
  // when its own dies, whatever it has done. `bundle`: what present_bundle or older_bundle gave.
  bool submit_recorded(RunNumber run, std::uint32_t bundle, std::int64_t now,
                       std::vector<Act>& out);
  // The same without a limit, for runs that were accepted before.
  void take_back(RunNumber run, std::uint32_t bundle, std::int64_t now, std::vector<Act>& out);
  void touched(RunNumber run);
  // The worker that was to have it is gone already: it goes to another.
  void undelivered(RunNumber run, std::int64_t now, std::vector<Act>& out);
  // The run has ended, or was taken out of the queue. Unknown numbers are ignored.
  void ended(RunNumber run, std::int64_t now, std::vector<Act>& out);
  bool queued(RunNumber run) const;
  // The run has left its worker and waits; wake() gives it to one again.
  void park(RunNumber run, std::int64_t now, std::vector<Act>& out);
  void wake(RunNumber run, std::int64_t now, std::vector<Act>& out);
  bool parked(RunNumber run) const;
  // A run that an earlier process has left waiting.
  void take_back_parked(RunNumber run, std::uint32_t bundle);

  void worker_ready(WorkerNumber worker, std::int64_t now, std::vector<Act>& out);
  void heartbeat(WorkerNumber worker, std::int64_t now);
  void condemned(WorkerNumber worker, std::int64_t now, std::vector<Act>& out);
  // It could not come up, and another would not either.
  void worker_refused(WorkerNumber worker, const std::string& why, std::int64_t now,
                      std::vector<Act>& out);
  void worker_died(WorkerNumber worker, const std::string& how, std::int64_t now,
                   std::vector<Act>& out);

  // From now on runs go to workers of the new bundle, but for recorded ones; workers of others end
  // with their last run.
  void new_bundle(std::int64_t now, std::vector<Act>& out);
  std::uint32_t present_bundle() const { return generation_; }
  // A number for a bundle of which only runs are left.
  std::uint32_t older_bundle() { return ++last_generation_; }
  std::uint32_t bundle_of(WorkerNumber worker) const;
  // A run that waits or goes on wants it.
  bool needs_bundle(std::uint32_t bundle) const;

  // Time passes: late heartbeats, workers that do not go, more workers for a busy engine, fewer for
  // an idle one. To be called every 10 ms while runs are there, every second otherwise.
  void tick(std::int64_t now, std::vector<Act>& out);

  std::size_t in_flight() const { return runs_.size() - queue_.size() - parked_; }
  std::size_t parked() const { return parked_; }
  std::size_t queue_size() const { return queue_.size(); }
  std::size_t workers() const { return workers_.size(); }
  std::size_t workers_ready() const;

 private:
  enum class Stage { starting, ready, leaving };  // leaving: gets no more runs
  struct Worker {
    Stage stage = Stage::starting;
    std::uint32_t generation = 0;
    std::set<RunNumber> runs;
    bool exclusive = false;  // has a suspect run to itself
    bool told_to_go = false;
    std::int64_t started_at = 0;
    std::int64_t last_beat = 0;
    std::int64_t last_end = 0;  // a run of it ended, or its first began
    std::int64_t leave_by = 0;  // stage leaving: killed then; 0: when its last run ends
    std::int64_t idle_since = 0;
  };
  struct Run {
    std::optional<WorkerNumber> worker;
    bool touched = false;
    bool parked = false;
    bool suspect = false;                 // was in a process that died
    std::optional<std::uint32_t> bundle;  // of a recorded run
  };

  void spawn(std::int64_t now, std::vector<Act>& out);
  void spawn(std::uint32_t generation, std::int64_t now, std::vector<Act>& out);
  std::uint32_t generation_of(const Run& run) const { return run.bundle.value_or(generation_); }
  bool enqueue(RunNumber number, Run run, bool limited, std::int64_t now, std::vector<Act>& out);
  void dispatch(std::int64_t now, std::vector<Act>& out);
  std::optional<WorkerNumber> choose(const Run& run, std::int64_t now) const;
  bool takes_runs(const Worker& worker, std::uint32_t generation, std::int64_t now) const;
  void leave(WorkerNumber number, std::int64_t by, std::int64_t now, std::vector<Act>& out);
  void go_if_empty(WorkerNumber number, std::int64_t now, std::vector<Act>& out);
  void leave_worker(RunNumber number, Run& run, std::int64_t now, std::vector<Act>& out);
  // It gets nothing more and is not told to go: it is being killed, or is dead already.
  static void give_up(Worker& worker, std::int64_t now);
  std::size_t current_workers() const;

  DispatchLimits limits_;
  std::map<WorkerNumber, Worker> workers_;
  std::map<RunNumber, Run> runs_;  // queued and in flight
  std::deque<RunNumber> queue_;
  std::size_t parked_ = 0;
  WorkerNumber next_worker_ = 1;
  std::uint32_t generation_ = 0;
  int failed_starts_ = 0;
  std::int64_t next_spawn_at_ = 0;
  std::uint32_t last_generation_ = 0;
  std::map<std::uint32_t, std::string> refused_;  // why no worker of a bundle can be started
};

}  // namespace tntc::engine
