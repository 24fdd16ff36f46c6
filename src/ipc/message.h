#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tntc::ipc {

// What the service and its worker processes say to each other. One message is one SEQPACKET packet
// (ipc/channel.h); docs/worker-protocol.md shows the order they come in.

// The service's own number for a run: small, and never reused by one service process.
using RunNumber = std::uint64_t;

inline constexpr std::uint32_t kWholeWorkflow = 0xffffffff;

// What an earlier worker has done of a node, or another attempt before this one.
struct NodeSoFar {
  enum class State : std::uint8_t { open, succeeded, failed };

  std::uint32_t node = 0;
  State state = State::open;
  std::uint32_t attempt = 0;   // the last that may have begun
  std::uint32_t failures = 0;  // attempts that failed
  std::int64_t started_at = 0;
  std::int64_t ended_at = 0;
  std::string text;                                             // its output, or why it failed
  std::vector<std::pair<std::string, std::string>> steps = {};  // names, and JSON or ""
  std::int64_t retry_at = 0;                                    // epoch ms: not before

  bool operator==(const NodeSoFar&) const = default;
};

// Somebody sent it to a run: ctx.waitForEvent gives it to nodes.
struct RunEvent {
  std::string name;
  std::string payload;  // JSON

  bool operator==(const RunEvent&) const = default;
};

// service -> worker, on the run channel, which every slot of the worker reads.
struct StartRun {
  RunNumber run = 0;
  std::string_view id;                       // the public id, ctx.runId
  std::uint32_t only_node = kWholeWorkflow;  // or the index of the one node to run
  std::int64_t timeout_ms = 0;               // for the whole run, 0 = none
  std::int64_t waited_ms = 0;                // of it, before the run was sent
  std::string_view input;                    // JSON text
  std::string_view test;                     // of a test: docs/test-text.md; else empty
  bool recorded = false;                     // NodeBegun, NodeDone and StepDone are wanted
  bool steps_in_memory = false;              // not recorded, but ctx.step may be used
  std::int64_t began_at = 0;                 // epoch ms, of one that goes on; else 0
  std::vector<NodeSoFar> so_far = {};        // settled nodes in the order of their end
  std::vector<RunEvent> events = {};         // that have come for it, in their order
};

// service -> worker, on the control channel, which the supervisor reads.
struct CancelRun {
  RunNumber run = 0;
};

// service -> worker, on the control channel: what a StepDone or Sync asked for is kept, and all
// that the run has told before it.
struct Recorded {
  RunNumber run = 0;
  std::uint32_t step = 0;
};

// service -> worker, on the control channel: one more event of a run.
struct EventCame {
  RunNumber run = 0;
  std::uint32_t index = 0;  // how many came before, so that none is taken twice
  std::string_view name;
  std::string_view payload;  // JSON
};

// service -> worker, on the control channel: a recorded run that does nothing but wait is to leave
// this worker, which says RunParked then. Nothing happens when it does something after all.
struct ParkRun {
  RunNumber run = 0;
};

// Ends every run as cancelled and exits.
struct Quit {};

// worker -> service, on the control channel: once, when runs can be taken.
struct Ready {
  std::string_view walls;  // "landlock, seccomp, no_new_privs"
  bool walls_complete = false;
};

// Could not come up; the process exits after it.
struct Refused {
  std::string_view why;
};

// Sent by the supervisor while runs are in flight: the process is alive, whatever its VMs do.
struct Heartbeat {
  std::uint32_t slots = 0;
  std::uint64_t resident_bytes = 0;
};

// A thread is stuck in code that cannot be interrupted; its run has been answered. The process
// wants to be killed as soon as its other runs have ended.
struct Condemned {};

// worker -> service, on the run channel.
enum class End : std::uint8_t { succeeded, failed, cancelled };

struct RunDone {
  RunNumber run = 0;
  End end = End::failed;
  std::uint32_t nodes_run = 0;  // attempts made, for metrics
  std::uint32_t retries = 0;
  std::string_view result;  // compact JSON
  std::string_view calls;   // of a test: the requests it made, JSON array; else empty
};

// The run has reached the outside world: it may no longer be executed again from the start.
struct Touched {
  RunNumber run = 0;
};

// Of a recorded run: an attempt has begun that has not ended at once.
struct NodeBegun {
  RunNumber run = 0;
  std::uint32_t node = 0;
  std::uint32_t attempt = 0;
  std::int64_t at = 0;  // epoch ms
};

// Of a recorded run: an attempt has ended.
struct NodeDone {
  RunNumber run = 0;
  std::uint32_t node = 0;
  std::uint32_t attempt = 0;
  bool succeeded = false;
  bool final = true;  // false: it is tried again
  std::int64_t started_at = 0;
  std::int64_t ended_at = 0;
  std::string_view text;      // its output, JSON or "" for undefined; or why it failed
  std::int64_t retry_at = 0;  // epoch ms, when it is tried again
};

// Of a recorded run: a step of a node is done, and its result is to be kept.
struct StepDone {
  RunNumber run = 0;
  std::uint32_t node = 0;
  std::uint32_t step = 0;  // for Recorded
  std::string_view name;
  std::string_view text;  // JSON, "" for undefined
};

// Of a recorded run: a node is about to reach the outside world, and what it was given must be kept
// before. The service answers with Recorded.
struct Sync {
  RunNumber run = 0;
  std::uint32_t step = 0;
};

// Of a recorded run: all that goes on in it waits for time or an event, or does not any more.
struct RunWaits {
  RunNumber run = 0;
  bool waits = false;
  std::int64_t until = 0;                // epoch ms, the first wait that time ends; 0: none
  std::vector<std::string> events = {};  // names, of those it waits for

  bool operator==(const RunWaits&) const = default;
};

// Of a recorded run: it has left this worker, and goes on when one of its waits is over.
struct RunParked {
  RunNumber run = 0;
  std::uint32_t events = 0;  // how many it has been told of
};

struct LogRecord {
  std::int64_t time_ms = 0;
  std::uint8_t level = 1;  // 0 debug, 1 info, 2 warn, 3 error
  RunNumber run = 0;
  std::uint32_t node = 0;
  std::uint32_t attempt = 0;
  std::string text;

  bool operator==(const LogRecord&) const = default;
};

struct Logs {
  std::vector<LogRecord> lines;
};

using Message = std::variant<StartRun, CancelRun, Quit, Ready, Refused, Heartbeat, Condemned,
                             RunDone, Touched, Logs, Recorded, NodeBegun, NodeDone, StepDone,
                             RunWaits, Sync, EventCame, ParkRun, RunParked>;

// Appends the packet form of `message` to `out`.
void encode(const Message& message, std::string& out);

// Views in the result point into `packet`. Empty when the bytes are not exactly one message.
std::optional<Message> decode(std::string_view packet);

// Several messages as one packet, because a packet costs some microseconds whatever its size. A
// batch is begun by the first message appended to an empty `batch`.
void append_to_batch(const Message& message, std::string& batch);
bool is_batch(std::string_view packet);
// Takes the packet form of the next message off a batch's `rest` (at first what
// batch_body(packet) gives). Empty when `rest` does not begin with one.
std::string_view batch_body(std::string_view packet);
std::optional<std::string_view> take_from_batch(std::string_view& rest);

}  // namespace tntc::ipc
