#pragma once

#include <map>
#include <set>
#include <string>

#include "base/result.h"
#include "engine/journal/contents.h"
#include "spec/workflow.h"
#include "triggers/run_port.h"

namespace tntc::engine::history {

// What a run that has ended leaves for one that repeats it.
struct Rerun {
  std::string id;
  journal::Accepted accepted;
  std::string input;                           // JSON
  std::map<std::string, std::string> outputs;  // of the nodes that succeeded
  std::set<std::string> skipped;
};

// Reads it from the records in `state`; takes as long as the disk does. `conflict` when the run has
// not ended, or its values are not kept.
Result<Rerun> read_rerun(const std::string& state, const std::string& id);

// The run that repeats it under `workflow`: all of it, or with `from` what begins at that node,
// with the outputs of all nodes before. `conflict` when the workflow has no such node, or one
// before it has no output.
Result<triggers::RunRequest> repeat(Rerun rerun, const std::string& from,
                                    const spec::Workflow& workflow);

}  // namespace tntc::engine::history
