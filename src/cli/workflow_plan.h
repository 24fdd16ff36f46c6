#pragma once

#include "base/result.h"
#include "dag/plan.h"
#include "spec/workflow.h"

namespace tntc::cli {

// The Plan of a workflow that was checked; node indexes are the same.
Result<dag::Plan> plan_of(const spec::Workflow& workflow);

// The workflow without the handlers of failures, which stand apart from the graph people are shown.
spec::Workflow without_handlers(const spec::Workflow& workflow);

// What a node is besides a function: "sleep 5m", "each of input.items, 4 at once". Empty for most.
std::string note_on(const spec::Node& node);

}  // namespace tntc::cli
