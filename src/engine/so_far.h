#pragma once

#include <cstdint>
#include <vector>

#include "engine/journal/run_log.h"
#include "spec/workflow.h"

namespace tntc::engine {

// Which nodes of a run the next worker has to be told of, as indices into Workflow::nodes: those
// that have settled, in that order; then those that may have begun, in the order of the file.
std::vector<std::uint32_t> nodes_to_tell(const spec::Workflow& workflow,
                                         const journal::RunLog& log);

}  // namespace tntc::engine
