#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "dag/progress.h"
#include "ipc/message.h"
#include "worker/elements.h"
#include "worker/program.h"

namespace tntc::worker {

// What a RunState wants done.
struct Order {
  enum class Kind {
    start,  // begin `attempt` of `node`; its input is input_of(node)
    wait,   // tell retry_due(node) after `delay`
    abort,  // end the running attempt of `node`: its result no longer counts
    open,   // a loop has begun, or an element of it an attempt with a number that is new to it
    close,  // a loop has ended: output_of(node), or error_of(node)
  };
  Kind kind = Kind::start;
  dag::NodeIndex node = 0;
  int attempt = 1;
  Milliseconds delay{0};

  bool operator==(const Order&) const = default;
};

// Why an attempt failed.
struct Failure {
  std::string message;
  bool permanent = false;  // another attempt would fail the same way
};

// Which of how many elements.
struct Item {
  std::uint32_t index = 0;
  std::uint32_t count = 0;

  bool operator==(const Item&) const = default;
};

// One run from its input to its result: which node runs when, with what input, how often, and what
// the answer is (compat 1.7 and 1.9). A plain state machine: no clock, no thread, no script. Times
// are milliseconds of the Unix epoch. Orders are appended to `out` and must be carried out in
// order. Where a node is meant that executes code it may be a lane (program.h), and stands for the
// element that runs in it.
class RunState {
 public:
  struct Loops {
    std::size_t max_output = std::numeric_limits<std::size_t>::max();  // bytes of the whole list
    // A run of `only` gives a loop the input of one element and gets its output.
    bool one_element = false;
  };

  // `program` outlives it. `seed` spreads the back-off of runs that fail together.
  RunState(const Program& program, std::string input, std::optional<dag::NodeIndex> only,
           std::uint64_t seed, Loops loops);
  RunState(const Program& program, std::string input, std::optional<dag::NodeIndex> only,
           std::uint64_t seed)
      : RunState(program, std::move(input), only, seed, Loops()) {}

  // Before begin: what of the run has been done already; settled nodes in the order of their end.
  // It began at `began_at`.
  void go_on(const std::vector<ipc::NodeSoFar>& so_far, std::int64_t began_at);
  void begin(std::int64_t now, std::vector<Order>& out);
  // `output` is JSON text, "" for undefined.
  void succeeded(dag::NodeIndex node, std::string output, std::int64_t now,
                 std::vector<Order>& out);
  void failed(dag::NodeIndex node, Failure failure, std::int64_t now, std::vector<Order>& out);
  void retry_due(dag::NodeIndex node, std::vector<Order>& out);
  // Nothing new starts; what runs is aborted and fails with `message`.
  void cancel(const std::string& message, std::int64_t now, std::vector<Order>& out);
  // Like cancel, but the run counts as failed: its time is over, its process was stopped.
  void give_up(const std::string& message, std::int64_t now, std::vector<Order>& out);
  // From now on nobody handles failures: nothing can be executed any more.
  void leave_failures() { handles_failures_ = false; }

  std::string input_of(dag::NodeIndex node) const;
  // Of a loop's element: of a lane, or of the one that runs alone.
  std::optional<Item> item_of(dag::NodeIndex node) const;
  bool running(dag::NodeIndex node) const { return nodes_[node].phase == Phase::running; }
  int attempt(dag::NodeIndex node) const { return nodes_[node].attempt; }
  // It failed, and is tried again after a while.
  bool to_be_retried(dag::NodeIndex node) const { return nodes_[node].phase == Phase::waiting; }
  int failures(dag::NodeIndex node) const { return nodes_[node].failures; }
  const std::optional<std::string>& output_of(dag::NodeIndex node) const {
    return nodes_[node].output;
  }
  const std::optional<std::string>& error_of(dag::NodeIndex node) const {
    return nodes_[node].error;
  }
  std::int64_t started_at(dag::NodeIndex node) const { return nodes_[node].started_at; }
  // When it is, epoch ms.
  std::int64_t retry_at(dag::NodeIndex node) const { return nodes_[node].retry_at; }
  bool ended() const { return started_ && unsettled_ == 0; }
  ipc::End end() const;
  std::uint32_t attempts() const { return attempts_; }
  std::uint32_t retries() const { return retries_; }

  // The answer, once ended.
  std::string result() const;

 private:
  enum class Phase : std::uint8_t { idle, running, waiting, ended };
  struct NodeRun {
    Phase phase = Phase::idle;
    int attempt = 0;
    int failures = 0;
    std::int64_t started_at = 0;
    std::int64_t ended_at = 0;
    std::int64_t retry_at = 0;
    std::optional<std::string> output;  // JSON text; "" = undefined
    std::optional<std::string> error;
  };

  // A loop that runs.
  struct Loop {
    Elements elements;
    int first_attempt = 1;   // of each element
    std::uint32_t busy = 0;  // lanes that have an element
  };
  using Steps = std::vector<std::pair<std::string, std::string>>;
  enum class Which { all, graph };  // graph: without handlers

  void start_ready(std::int64_t now, std::vector<Order>& out);
  void go_further(std::int64_t now, std::vector<Order>& out);
  void start_handler(std::int64_t now, std::vector<Order>& out);
  bool wanted(dag::NodeIndex node) const;
  void start_node(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out);
  void wait_for_retry(dag::NodeIndex node, std::int64_t now, Milliseconds delay,
                      std::vector<Order>& out);
  bool loops(dag::NodeIndex node) const { return program_.is_loop(node) && !rules_.one_element; }
  void start_loop(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out);
  void take_over(dag::NodeIndex node, Loop& loop);
  void bound_output(Loop& loop) const;
  void fill_lanes(dag::NodeIndex node, Loop& loop, std::int64_t now, std::vector<Order>& out);
  void start_element(dag::NodeIndex lane, std::uint32_t element, std::int64_t now,
                     std::vector<Order>& out);
  void element_ended(dag::NodeIndex lane, std::string_view kept, std::int64_t now,
                     std::vector<Order>& out);
  void free_waiting_lanes(dag::NodeIndex node, Loop& loop);
  void abort_lanes(dag::NodeIndex node, std::vector<Order>& out);
  void end_loop(dag::NodeIndex node, std::int64_t now, std::vector<Order>& out);
  std::uint32_t& element_in(dag::NodeIndex lane) {
    return element_in_[lane - program_.plan().size()];
  }
  void tell_progress(dag::NodeIndex node);
  void settle(dag::NodeIndex node, std::int64_t now);
  void stop_all(const std::string& message, std::int64_t now, std::vector<Order>& out);
  Milliseconds backoff(dag::NodeIndex node, int failures);
  std::string failure_for(dag::NodeIndex handler) const;
  void append_outputs(std::string& out, Which which) const;
  void append_errors(std::string& out, Which which) const;

  const Program& program_;
  std::string input_;
  std::optional<dag::NodeIndex> only_;
  std::optional<dag::Progress> progress_;  // unless only_
  Loops rules_;
  std::vector<NodeRun> nodes_;             // and lanes
  std::vector<std::uint32_t> element_in_;  // by lane
  std::map<dag::NodeIndex, Loop> loops_;   // that run
  std::map<dag::NodeIndex, Steps> known_;  // what an earlier worker has kept of loops
  std::vector<dag::NodeIndex> ready_;
  std::vector<dag::NodeIndex> settled_;  // in the order of their end
  std::uint64_t random_;
  std::uint32_t unsettled_ = 0;  // started, not ended
  std::uint32_t attempts_ = 0;
  std::uint32_t retries_ = 0;
  std::uint32_t failures_ = 0;
  std::int64_t started_at_ = 0;
  std::int64_t ended_at_ = 0;
  bool started_ = false;
  bool cancelled_ = false;
  bool handles_failures_ = true;
  std::string stopped_because_;  // the run itself was stopped, not a node
};

}  // namespace tntc::worker
