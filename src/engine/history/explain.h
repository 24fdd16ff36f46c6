#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/journal/run_log.h"
#include "spec/workflow.h"

namespace tntc::engine::history {

// One thing that a run which has not ended waits for.
struct Waiting {
  enum class Kind {
    no_engine,   // the engine that had it is gone; it goes on when one is started
    cancelling,  // somebody asked for its end
    queued,      // its turn
    running,     // an attempt of a node
    retry,       // the next attempt of a node that has failed
    sleep,       // a ctx.sleep, or a node that is one
    event,       // an event from outside
  };
  Kind kind = Kind::running;
  std::string node = {};   // empty: the run itself, or nobody can say which
  int attempt = 0;         // 0: not known
  std::int64_t since = 0;  // Unix epoch, ms; 0: not known
  std::int64_t until = 0;  // the same
  std::string event = {};  // its name

  bool operator==(const Waiting&) const = default;
};

// "running", as JSON has it.
std::string_view name_of(Waiting::Kind kind);

// What a run waits for, as far as its records say; never empty while it has not ended. `workflow`
// is the one the run has, null when it is not known. Whether an engine runs is not in the records.
std::vector<Waiting> explain(const journal::RunLog& log, const spec::Workflow* workflow,
                             std::int64_t now);

// [{"kind":"sleep","node":"a","attempt":1,"since":…,"until":…}]
std::string to_json(const std::vector<Waiting>& all);

}  // namespace tntc::engine::history
