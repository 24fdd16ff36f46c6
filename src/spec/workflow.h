#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/duration.h"
#include "spec/position.h"

namespace tntc::spec {

enum class TriggerType { manual, cron, webhook, queue };

struct Trigger {
  TriggerType type = TriggerType::manual;
  std::string name;      // empty when not given
  std::string schedule;  // cron: five fields
  std::string timezone;  // cron: IANA zone, empty means UTC
  std::string path;      // webhook
  std::string subject;   // queue
  Position at;
};

// How long to wait before the next attempt: initial * factor^k, at most max, spread by jitter
// (0.2 = between 80 % and 120 %).
// Which failures of a node are worth another attempt, by the name of the error ("TimeoutError") or
// the HTTP status it carries ("503"). An error that has `retryable` decides itself.
struct RetryPolicy {
  std::optional<std::vector<std::string>> on;  // these and no others
  std::vector<std::string> never;              // counts before `on`
};

struct Backoff {
  Milliseconds initial{100};
  double factor = 2;
  Milliseconds max{30'000};
  double jitter = 0.2;
};

// What a node says it needs; each list with the items of comma text apart. A dimension that
// is not there is not restricted. grants/grants.h says what the items mean.
struct Capabilities {
  std::optional<std::vector<std::string>> net;
  std::optional<std::vector<std::string>> secrets;
  std::optional<std::vector<std::string>> read;
  std::optional<std::vector<std::string>> write;
  std::optional<std::vector<std::string>> env;
  std::vector<std::string> informational;  // other keys: they restrict nothing
};

enum class Sandbox { standard, strict };

// A node without code: its output is the event's payload.
struct WaitFor {
  std::string event;
  std::optional<Milliseconds> timeout;  // none: as long as the run
};

// A node that runs once per element of a list in its input.
struct ForEach {
  std::string path;      // "input.items", the language of paths in `when`
  int concurrency = 1;   // elements at once
  bool collect = false;  // onError: the failure of an element is part of the output
};

struct Node {
  std::string name;
  std::string path;  // as written, relative to the workflow directory: "./nodes/fetch.ts"
  std::optional<Milliseconds> sleep;  // a node without code: its output is its input, later
  std::optional<WaitFor> wait_for;
  std::optional<ForEach> for_each;
  std::string on_failure;  // the node that runs when this one has failed; empty: none
  std::string description;
  std::optional<Milliseconds> timeout;  // per attempt; else Config::timeout
  std::optional<int> retries;           // further attempts; else Config::retries
  Backoff backoff;
  RetryPolicy retry;
  std::string when;  // expression over the node's input, empty = always (spec/when.h)
  Capabilities capabilities;
  Position at;
};

struct Edge {
  std::uint32_t from = 0;  // index into Workflow::nodes
  std::uint32_t to = 0;
  Position at;
};

enum class Schedule { eager, stages };

// What of a run outlives the process that executes it. none: nothing. process: it is recorded, and
// synced soon; the death of the process loses nothing, that of the machine the last second. disk:
// it is synced before anybody is told.
enum class Durability : std::uint8_t { none, process, disk };

struct Config {
  Milliseconds timeout{30'000};  // per attempt of a node
  int retries = 0;               // further attempts of a node
  std::optional<Milliseconds> run_timeout;
  Schedule schedule = Schedule::eager;
  std::optional<Durability> durability;  // else as the trigger of a run has it
  int max_recoveries = 10;               // how often a node may be cut off, and begin again
  std::string json = "{}";               // the whole block as nodes see it in ctx.config, JSON text
};

// A workflow whose every rule was checked: names are unique and legal, edges resolve, the graph has
// no cycle. Only parse_workflow makes one. Nodes and edges are in the order of the file.
struct Workflow {
  std::string name;
  std::string version;
  std::string description;
  std::vector<Trigger> triggers;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  Config config;
  Sandbox sandbox = Sandbox::standard;  // strict: what a node does not declare it has not
  std::string deployment_namespace;
};

struct Parsed {
  std::optional<Workflow> workflow;     // set when no diagnostic is an error
  std::vector<Diagnostic> diagnostics;  // in the order of the file
};

// Reads workflow.yaml. Pure: node files are looked at by bundle::check_node_files. `file` is the
// name shown in diagnostics. Never throws, whatever the bytes are.
Parsed parse_workflow(std::string_view yaml, const std::string& file);

}  // namespace tntc::spec
