#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "cli/report.h"
#include "dag/plan.h"
#include "triggers/run_port.h"
#include "ui/gantt.h"
#include "ui/json_text.h"

namespace tntc::cli::run {

// The nodes of a run in plan order with what became of each, read from its result.
std::vector<ui::NodeSpan> spans_of(const dag::Plan& plan, const triggers::RunOutcome& outcome);

// {"last": …} with the outputs of the nodes nobody waits for, or of the one node that was run
// alone.
std::string final_outputs(const dag::Plan& plan, std::string_view result);

// What the picture of a run needs to know of its workflow.
struct Shape {
  std::string name;
  dag::Plan plan;
  std::vector<bool> handlers;  // by node: whether it handles failures
};

// What standard error gets at the end: a line for each node, or for the one that was run alone, and
// one for the run. A handler of failures has a line, after the others, only if it has run.
std::string picture(const Shape& workflow, const std::optional<std::string>& only_node,
                    const triggers::RunOutcome& outcome, const ui::Terminal& terminal);

// What the command says of a run that has ended.
Report report_of(const dag::Plan& plan, const triggers::RunOutcome& outcome);

// How long it took, by its result.
Milliseconds duration_of(const triggers::RunOutcome& outcome);

// The milliseconds that a member of `object` says.
Milliseconds milliseconds(std::string_view object, std::string_view name);

// The errors of the nodes, as JSON, but for those that were stopped with the run: they have the
// reason of the run as theirs. The views point into the result.
std::vector<ui::Member> failures_of(const triggers::RunOutcome& outcome);

// Why a run that did not succeed ended as it did, one clause: "node `a` failed: no such host".
std::string why_failed(const triggers::RunOutcome& outcome);

}  // namespace tntc::cli::run
