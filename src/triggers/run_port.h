#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "spec/workflow.h"

namespace tntc::triggers {

using RunId = std::string;  // UUID version 7 (RFC 9562), so that ids sort by time

using spec::Durability;

// What a run has of the one it repeats: a node that is not executed, and what it gave there.
struct FinishedNode {
  std::string node;
  std::string output;  // JSON, "" for undefined

  bool operator==(const FinishedNode&) const = default;
};

// What somebody sends to a run that goes on, for ctx.waitForEvent of its nodes.
struct RunEvent {
  std::string name;              // spec::is_event_name
  std::string payload = "null";  // JSON text, already checked to be JSON
  std::string key = {};          // Idempotency-Key: the run gets one event of each
};

// What any trigger turns an outside event into.
struct RunRequest {
  std::string input = "{}";              // JSON text, already checked to be JSON
  std::string trigger = "http";          // for logs and metrics: http, webhook, cron, queue, cli
  std::string trigger_name = {};         // of that trigger, or its subject; empty: it has none
  std::optional<std::string> only_node;  // run this node alone, with `input` as its input
  std::optional<Milliseconds> timeout;   // overrides config.runTimeout
  // A test: what stands in for the world, JSON (docs/test-text.md); empty for every other run.
  std::string test = {};
  // What its trigger asks for; config.durability of the workflow counts before it.
  Durability durability = Durability::none;
  std::string key = {};                     // Idempotency-Key, to be kept with a recorded run
  std::vector<FinishedNode> finished = {};  // of a recorded run
  // Somebody waits for the run to be kept, not for its end: called once, never from inside start,
  // when it is, or cannot be. A run that would not be kept is refused.
  std::function<void(const Result<void>&)> on_kept = {};
  std::vector<RunEvent> events = {};  // that it has from its beginning
};

enum class RunEnd { succeeded, failed, cancelled, interrupted };

// "succeeded"
std::string_view name_of(RunEnd end);

struct RunOutcome {
  RunId id;
  RunEnd end = RunEnd::failed;
  std::string result;      // compact JSON of compat 1.7, always an object
  std::string calls = {};  // of a test: the requests its nodes made, a JSON array
};

// A recorded run that an earlier process has accepted.
struct PastRun {
  RunId id;
  std::string trigger;
  std::int64_t accepted_at = 0;  // Unix epoch, ms
  std::int64_t ended_at = 0;     // 0: it goes on
  RunEnd end = RunEnd::failed;   // once it has ended
  std::string result = {};
  std::string key = {};  // Idempotency-Key, and what it was used with
  std::uint64_t input_hash = 0;
  std::uint64_t input_size = 0;
};

// Of an input that an Idempotency-Key is used with; the same in every build. FNV-1a, 64 bits.
std::uint64_t hash_of_input(std::string_view input);

// The engine as a trigger sees it. All calls and callbacks on the engine's loop.
class RunPort {
 public:
  using Done = std::function<void(Result<RunOutcome>)>;
  virtual ~RunPort() = default;

  // Starts a run, or queues it. `done` is called exactly once, never from inside start. Fails at
  // once with `unavailable` when the queue is full or the engine is stopping.
  virtual Result<RunId> start(RunRequest request, Done done) = 0;

  // When something that is to outlive this process is kept, or cannot be; once, never from inside.
  using Kept = std::function<void(const Result<void>&)>;

  // Ends a run as cancelled: nothing new starts, what runs is aborted. False when there is no such
  // run (any more). `kept` may be null.
  virtual bool cancel(std::string_view run, Kept kept) = 0;
  bool cancel(std::string_view run) { return cancel(run, nullptr); }

  // `kept`: the event will reach the run whatever happens to this process. `not_found` when no such
  // run goes on; `conflict` when it has had too many.
  virtual Result<void> send_event(std::string_view run, RunEvent event, Kept kept) {
    static_cast<void>(event);
    static_cast<void>(kept);
    return fail(ErrorKind::not_found, "there is no run `" + std::string(run) + "` that goes on");
  }

  // What an earlier process has accepted, as far as it is known, the oldest first. Once.
  virtual std::vector<PastRun> take_past() { return {}; }
  // Of such a run that goes on: `done` as in start.
  virtual void follow(std::string_view run, Done done) {
    static_cast<void>(run);
    static_cast<void>(done);
  }

  // Looks up what is needed to run a recorded run, which has ended, once more; with `from` not
  // empty, to begin at that node with the outputs of those before it. `ready` is called once, maybe
  // from inside.
  using RetryReady = std::function<void(Result<RunRequest>)>;
  virtual void prepare_retry(std::string_view run, std::string_view from, RetryReady ready);

  // What a recorded run that has not ended waits for: a JSON array; empty: nobody knows.
  virtual std::string waits_json(std::string_view run) const {
    static_cast<void>(run);
    return {};
  }

  // Whether a run that has not ended still waits for its turn.
  virtual bool is_waiting(std::string_view run) const {
    static_cast<void>(run);
    return false;
  }
};

}  // namespace tntc::triggers
