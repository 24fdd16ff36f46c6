#pragma once

#include <string>

#include "spec/workflow.h"

namespace tntc::cli::visualize {

// The workflow as a Mermaid flow chart in a ```mermaid fence: triggers, then nodes in plan order,
// handlers of failures last, then edges in the order of the file. Ids are derived from names so
// that no word of Mermaid's own (end, class, default, ...) can be taken for one.
std::string mermaid(const spec::Workflow& workflow);

// One line for people: "cron */5 * * * * (Europe/Berlin)".
std::string describe(const spec::Trigger& trigger);

}  // namespace tntc::cli::visualize
