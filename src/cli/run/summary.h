#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dag/plan.h"
#include "triggers/run_port.h"
#include "ui/gantt.h"

namespace tntc::cli::run {

// The nodes of a run in plan order with what became of each, read from its result.
std::vector<ui::NodeSpan> spans_of(const dag::Plan& plan, const triggers::RunOutcome& outcome);

// {"last": …} with the outputs of the nodes nobody waits for, or of the one node that was run
// alone.
std::string final_outputs(const dag::Plan& plan, std::string_view result);

// Why a run that did not succeed ended as it did, one clause: "node `a` failed: no such host".
std::string why_failed(const triggers::RunOutcome& outcome);

std::string_view to_string(triggers::RunEnd end);

}  // namespace tntc::cli::run
