#pragma once

#include <pthread.h>

#include <atomic>
#include <latch>
#include <memory>
#include <optional>

#include "io/loop.h"
#include "worker/barrier.h"
#include "worker/execution.h"

namespace tntc::worker {

class Pool;

// A thread with one VM and one event loop; it runs one workflow run at a time. The slot that leads
// reads the socket that all slots of the process share; when its run has to wait for something
// outside, another slot leads on (pool.h).
class Slot : private RealmEvents {
 public:
  enum class Begin { warm, cold };  // warm: with a VM before the first run

  // Starts the thread.
  static Result<std::unique_ptr<Slot>> start(const Shared& shared, Pool& pool, Begin begin);
  // Ends the thread; not when it is stuck in script.
  ~Slot() override;

  // Returns when a slot begun warm has its VM, or has found that it cannot have one.
  void wait_until_warm() { warmed_.wait(); }

  // From any thread.
  void lead();
  void cancel(ipc::RunNumber run);
  void recorded(const ipc::Recorded& recorded);
  void event_came(const ipc::EventCame& event);
  // The run leaves this worker, if it still does nothing but wait.
  void park(ipc::RunNumber run);
  void stop_for_memory(ipc::RunNumber run);
  void quit();

  // What the supervisor sees of it; 0: no run.
  ipc::RunNumber run() const { return run_.load(std::memory_order_acquire); }
  runtime::js::Brake& brake() { return brake_; }
  LogBuffer& logs() { return logs_; }
  ipc::Outbox& outbox() { return outbox_; }
  // From any thread: an idle slot gives back what its VM holds but does not use.
  void rest();
  // When script has been stuck since `entered_at`: answers for its run and gives the thread up for
  // ever. False when it came out of it meanwhile.
  bool abandon(std::int64_t entered_at, runtime::js::Stop wanted);

  // Estimate of what the present run has added to the process, bytes; kept by the supervisor.
  std::int64_t grown_bytes = 0;
  ipc::RunNumber grown_for = 0;
  std::uint64_t entries_seen = 0;  // of the brake
  std::int64_t stop_asked_at = 0;  // monotonic, ns

 private:
  Slot(const Shared& shared, Pool& pool, std::unique_ptr<io::Loop> loop);

  static void* thread_main(void* self);
  void serve(Begin begin);
  void watch_runs();
  void take_runs();
  std::optional<ipc::StartRun> next_run();
  void start_run(const ipc::StartRun& start);
  void send_due_answers();
  void let_others_go_on();
  void finish_run();
  void forget_run();

  void realm_done(dag::NodeIndex node, runtime::CallNumber call, runtime::CallEnd end) override;
  void realm_log(dag::NodeIndex node, runtime::LogLevel level, std::string_view text) override;
  Result<void> realm_touch(dag::NodeIndex node) override;
  Result<std::optional<std::string>> realm_step(dag::NodeIndex node,
                                                std::string_view name) override;
  bool realm_keeps_steps() const override;
  void realm_wait(dag::NodeIndex node, const runtime::Wait& wait, bool begins) override;
  std::optional<std::string> realm_event(std::string_view name, std::uint32_t index) override;
  Result<void> realm_await_event(dag::NodeIndex node, runtime::TimerNumber number,
                                 std::string_view name, std::uint32_t index) override;
  Result<void> realm_keep_step(dag::NodeIndex node, runtime::TimerNumber number,
                               std::string_view name, std::string_view text) override;
  void realm_due(dag::NodeIndex node,
                 std::function<bool(runtime::js::Realm&, std::int64_t)> enter) override;

  const Shared& shared_;
  Pool& pool_;
  std::unique_ptr<io::Loop> loop_;
  std::unique_ptr<Transport> transport_;
  runtime::js::Brake brake_;
  ipc::Outbox outbox_;
  LogBuffer logs_;
  Custody custody_;
  Barrier barrier_{[this] { let_others_go_on(); }};
  bool left_script_ = false;  // as far as others see, while it waits at the barrier
  House house_;
  ipc::Inbox inbox_;
  std::string waiting_;             // the packet of a run that arrived with others
  std::int64_t answers_since_ = 0;  // monotonic, ns: when the oldest answer in outbox_ was ready
  std::optional<Execution> execution_;
  std::atomic<ipc::RunNumber> run_{0};
  bool watching_ = false;
  bool quitting_ = false;
  Begin begin_ = Begin::cold;
  std::latch warmed_{1};
  pthread_t thread_{};
};

}  // namespace tntc::worker
