#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "bundle/bundle.h"
#include "engine/journal/options.h"
#include "triggers/run_port.h"

namespace boost::asio {
class io_context;
}

namespace tntc::engine {

enum class LogFormat { text, json };
enum class Level { debug, info, warn, error };

// One line a node, or the engine itself, had to say.
struct LogLine {
  std::int64_t time_ms = 0;  // Unix epoch
  Level level = Level::info;
  std::string run;  // empty: the engine itself
  std::string node;
  int attempt = 0;  // 1-based; 0: not from a node
  std::string text;
};

// Every limit has a default that suits a pod of 256 MiB; docs/limits.md explains each.
struct Limits {
  int workers = 0;                        // processes; 0 = one per core
  int max_runs = 64;                      // at once, over all workers
  int queue = 1024;                       // runs waiting beyond that, then `unavailable`
  std::size_t heap_per_run = 256u << 20;  // bytes
  std::size_t max_body = 10u << 20;       // bytes of input
  std::size_t max_output = 10u << 20;     // bytes of one node's output as JSON text
  std::size_t max_log_line = 16u << 10;   // bytes
};

// What nodes are given besides their code, each of it as far as its capabilities go.
struct Provisions {
  std::string secrets = "{}";                            // ctx.secrets, a JSON object
  std::vector<std::pair<std::string, std::string>> env;  // variables that nodes declare
  // HTTP proxies for what nodes fetch, as http_proxy, https_proxy and no_proxy say; may be empty.
  std::string http_proxy = {}, https_proxy = {}, no_proxy = {};

  bool operator==(const Provisions&) const = default;
};

struct Options {
  Limits limits;
  std::string directory;       // the workflow directory: what nodes may read
  std::string worker_program;  // path of tentacular-worker
  std::string state;           // where runs are recorded, a directory; empty: nowhere
  journal::Options journal = {};
  // One run of one command: it ends with its process, whatever config.durability says, and ctx.step
  // does each step.
  bool steps_in_memory = false;
  // A recorded run that has done nothing but wait for so long leaves its worker.
  Milliseconds park_after{60'000};
  bool require_state = true;     // else, where it cannot be used, runs are not recorded
  bool require_sandbox = false;  // refuse to start when Landlock or seccomp does not stand
  std::function<void(const LogLine&)> log;  // called on the loop
};

// Where runs of a workflow are recorded if nobody names another place.
inline std::string usual_state(const std::string& workflow_directory) {
  return workflow_directory + "/.tentacular/state";
}

// Executes runs of one workflow in worker processes. Lives on one io_context; every call and every
// callback is on its thread. Destroying it ends its workers.
class Engine : public triggers::RunPort {
 public:
  // Starts the first worker at once; runs may be started before it is up.
  static Result<std::unique_ptr<Engine>> make(boost::asio::io_context& loop, bundle::Bundle bundle,
                                              const Provisions& provisions, Options options);
  ~Engine() override = default;

  // Later runs use the new bundle and provisions; runs in flight end under those they began with.
  virtual Result<void> reload(bundle::Bundle bundle, const Provisions& provisions) = 0;

  // Refuses new runs from now on; `done` is called when the last run has ended, or after `grace`
  // (then what is left is cancelled).
  virtual void drain(Milliseconds grace, std::function<void()> done) = 0;

  // "landlock, seccomp, no_new_privs": which walls stand around the workers. Empty until the first
  // worker has reported.
  virtual std::string walls() const = 0;

  // The directory in which runs are recorded; empty: they are not.
  virtual std::string records_in() const { return {}; }

  // Why runs cannot be recorded at present; empty when all is well.
  virtual std::string trouble() const { return {}; }

  // Detail for /health?detail=1 (JSON object) and the Prometheus text of /metrics.
  virtual std::string health_json() const = 0;
  virtual std::string metrics_text() const = 0;
};

}  // namespace tntc::engine
