#pragma once

#include "base/result.h"
#include "dag/plan.h"
#include "spec/workflow.h"

namespace tntc::cli {

// The Plan of a workflow that was checked; node indexes are the same.
Result<dag::Plan> plan_of(const spec::Workflow& workflow);

}  // namespace tntc::cli
