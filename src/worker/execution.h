#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "ipc/element_steps.h"
#include "worker/barrier.h"
#include "worker/house.h"
#include "worker/log_buffer.h"
#include "worker/run_state.h"
#include "worker/test_world.h"

namespace tntc::worker {

// Held by a slot's thread whenever it is not inside script, so that the supervisor can answer for a
// run whose script never returns. After `abandoned` the thread must touch nothing any more.
struct Custody {
  std::mutex mutex;
  bool abandoned = false;
};

// One run on one VM: carries out what RunState orders and tells it what came of it. On the slot's
// thread, which holds custody.
class Execution : public RealmEvents {
 public:
  Execution(const Shared& shared, House& house, io::Loop& loop, LogBuffer& logs,
            ipc::Outbox& outbox, Custody& custody, Barrier& barrier, const ipc::StartRun& start);
  ~Execution() override;

  void begin();
  void cancel(const std::string& message);
  // A step is kept: what waits for it may go on.
  void recorded(const ipc::Recorded& recorded);
  // Unless it has been told of that event already.
  void event_came(std::uint32_t index, const std::string& name, const std::string& payload);
  // True when nothing but waiting goes on: the run then ends here without a word, and goes on in
  // another worker when it is given to one.
  bool park();
  // It has taken more memory than a run may, in many short pieces of script.
  void stop_for_memory();
  bool ended() const { return state_.ended(); }
  ipc::RunNumber number() const { return number_; }
  // Puts the answer into the outbox; once, after ended().
  void report();
  // It has reached the outside world.
  bool touched() const { return touched_; }

  // From the supervisor, which has taken custody while script is running: the run ends without the
  // thread that is stuck in it.
  void answer_for_stuck_script(runtime::js::Stop wanted);

  // After report(): what nodes left going on outside is dropped, and a VM that was lost released.
  void clean_up();

 private:
  struct Attempt {
    runtime::CallNumber call = 0;  // 0: none running
    std::int64_t deadline = 0;     // monotonic, ns
    std::optional<io::TimerId> timer;
    bool entered = false;              // it is in used_
    std::vector<runtime::Wait> waits;  // going on: none of its time passes
    std::int64_t left = 0;             // ns, while it waits
  };
  struct PendingStep {
    dag::NodeIndex node = 0;
    runtime::CallNumber call = 0;
    runtime::TimerNumber number = 0;
  };
  struct AwaitedEvent {
    dag::NodeIndex node = 0;
    runtime::CallNumber call = 0;
    runtime::TimerNumber number = 0;
    std::string name;
    std::uint32_t index = 0;  // of those of its name
  };
  struct Finished {
    dag::NodeIndex node;
    runtime::CallEnd end;
  };

  void realm_done(dag::NodeIndex node, runtime::CallNumber call, runtime::CallEnd end) override;
  void realm_log(dag::NodeIndex node, runtime::LogLevel level, std::string_view text) override;
  Result<void> realm_touch(dag::NodeIndex node) override;
  Result<std::optional<std::string>> realm_step(dag::NodeIndex node,
                                                std::string_view name) override;
  bool realm_keeps_steps() const override { return recorded_ || steps_in_memory_; }
  void realm_wait(dag::NodeIndex node, const runtime::Wait& wait, bool begins) override;
  std::optional<std::string> realm_event(std::string_view name, std::uint32_t index) override;
  Result<void> realm_await_event(dag::NodeIndex node, runtime::TimerNumber number,
                                 std::string_view name, std::uint32_t index) override;
  Result<void> realm_keep_step(dag::NodeIndex node, runtime::TimerNumber number,
                               std::string_view name, std::string_view text) override;
  void realm_due(dag::NodeIndex node,
                 std::function<bool(runtime::js::Realm&, std::int64_t deadline)> enter) override;

  // The loop's timers, or those of the test.
  io::TimerId after(io::Duration delay, io::Loop::Callback callback);
  void cancel_timer(io::TimerId timer);
  void begin_test(std::string_view text);
  void pump();
  bool turn_is_over(std::int64_t began) const;
  void go_on_in_next_turn();
  void carry_out(const Order& order);
  void start_attempt(dag::NodeIndex node, int attempt);
  void abort_attempt(dag::NodeIndex node);
  void end_script(dag::NodeIndex node, std::string_view reason, const std::string& message);
  void take_finished();
  void note_failure(dag::NodeIndex node, std::string message, std::string_view stack,
                    bool permanent);
  void end_left_overs(dag::NodeIndex lane);
  void open_loop(const Order& order);
  void close_loop(dag::NodeIndex node);
  void keep_element(dag::NodeIndex lane, std::uint32_t element, ipc::ElementStep what,
                    std::string_view text);
  void note_element_failure(dag::NodeIndex lane, std::uint32_t element, std::string_view message);
  void forget_element(dag::NodeIndex lane, std::uint32_t element);
  std::string of_element(dag::NodeIndex node) const;
  void attempt_late(dag::NodeIndex node);
  void run_late();
  void guard_pending();
  void delay_attempts(std::int64_t by);
  void forget_attempt(dag::NodeIndex node);
  void tell_begun();
  void tell_waiting();
  ipc::RunWaits waits() const;
  void tell(dag::NodeIndex node, runtime::CallNumber call, runtime::TimerNumber number);
  void keep_event(const std::string& name, const std::string& payload);
  void succeed(dag::NodeIndex node, std::string output);
  void vm_lost(dag::NodeIndex culprit, runtime::js::Stop why);
  std::string stop_message(dag::NodeIndex node, runtime::js::Stop why) const;
  std::string timeout_message(dag::NodeIndex node) const;
  std::string run_timeout_message() const;
  bool run_is_late() const;
  std::int64_t deadline_of(dag::NodeIndex node) const;

  [[noreturn]] void stand_still();
  // Runs script with custody given up; false when the VM is dead.
  template <class Enter>
  bool in_script(dag::NodeIndex node, Enter enter);

  const Shared& shared_;
  House& house_;
  io::Loop& loop_;
  LogBuffer& logs_;
  ipc::Outbox& outbox_;
  Custody& custody_;
  Barrier& barrier_;
  ipc::RunNumber number_;
  std::string id_;
  RunState state_;
  std::vector<Order> orders_;
  std::vector<Order> carrying_;
  std::vector<Finished> finished_;
  std::vector<Finished> taking_;
  std::vector<Attempt> attempts_;          // by node, or lane
  std::vector<dag::NodeIndex> unguarded_;  // started, no timer yet
  std::vector<dag::NodeIndex> used_;       // nodes that were entered, for clean_up
  std::vector<io::TimerId> timers_;        // of retries and the like
  std::optional<io::TimerId> run_timer_;
  Milliseconds run_timeout_{0};
  std::int64_t run_deadline_ = 0;  // 0: none
  dag::NodeIndex inside_ = 0;      // whose script runs
  runtime::CallNumber next_call_ = 1;
  bool touched_ = false;
  bool recorded_ = false;  // the service keeps what becomes of nodes
  bool steps_in_memory_ = false;
  ipc::RunWaits told_waits_;
  std::map<std::pair<dag::NodeIndex, std::string>, std::string> steps_;  // done ones, by name
  std::map<std::uint32_t, PendingStep> pending_steps_;                   // not kept yet
  std::uint32_t next_step_ = 1;
  std::map<std::string, std::vector<std::string>, std::less<>> events_;  // payloads, by name
  std::uint32_t event_count_ = 0;                                        // of all names
  std::vector<AwaitedEvent> awaited_;
  // Something was told, or is to be, that may not be kept yet: that an attempt has begun, or what a
  // node gave to others.
  bool has_unkept_ = false;
  struct Begun {
    dag::NodeIndex node;
    int attempt;
    std::int64_t at;
  };
  std::vector<Begun> begun_;           // attempts that the service has not been told of
  std::uint32_t unkept_elements_ = 0;  // ended since the service last said that all is kept
  bool pumping_ = false;
  std::optional<io::TimerId> next_turn_;
  std::unique_ptr<TestWorld> test_;  // null: a run, not a test
  std::optional<Error> not_a_test_;  // the test text was not understood
};

}  // namespace tntc::worker
