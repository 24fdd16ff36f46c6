#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"

namespace tntc::triggers {

using RunId = std::string;  // UUID version 7 (RFC 9562), so that ids sort by time

// What of a run outlives the process. none: nothing. process: it is recorded, and synced soon; the
// death of the process loses nothing, that of the machine up to a second. disk: it is synced before
// anybody is told.
enum class Durability : std::uint8_t { none, process, disk };

// What any trigger turns an outside event into.
struct RunRequest {
  std::string input = "{}";              // JSON text, already checked to be JSON
  std::string trigger = "http";          // for logs and metrics: http, webhook, cron, queue, cli
  std::string trigger_name = {};         // of that trigger, or its subject; empty: it has none
  std::optional<std::string> only_node;  // run this node alone, with `input` as its input
  std::optional<Milliseconds> timeout;   // overrides config.runTimeout
  // A test: what stands in for the world, JSON (docs/test-text.md); empty for every other run.
  std::string test = {};
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

// The engine as a trigger sees it. All calls and callbacks on the engine's loop.
class RunPort {
 public:
  using Done = std::function<void(Result<RunOutcome>)>;
  virtual ~RunPort() = default;

  // Starts a run, or queues it. `done` is called exactly once, never from inside start. Fails at
  // once with `unavailable` when the queue is full or the engine is stopping.
  virtual Result<RunId> start(RunRequest request, Done done) = 0;

  // Ends a run as cancelled: nothing new starts, what runs is aborted. False when there is no such
  // run (any more).
  virtual bool cancel(std::string_view run) = 0;

  // Whether a run that has not ended still waits for its turn.
  virtual bool is_waiting(std::string_view run) const {
    static_cast<void>(run);
    return false;
  }
};

}  // namespace tntc::triggers
