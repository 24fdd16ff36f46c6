#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/secrets/scan.h"
#include "secrets/load.h"
#include "spec/workflow.h"

namespace tntc::cli::secrets {

// How a service stands. `placeholder`: there, but one of its values was never filled in.
// `optional`: not there, and only used by ctx.fetch or a trigger, which do without.
enum class State { provisioned, placeholder, missing, optional, unused };

struct Verdict {
  std::string service;
  State state = State::provisioned;
  std::vector<std::string> sources;  // where it comes from, the strongest last
  std::vector<std::string> used;     // where it is used: "nodes/a.ts:3:9"
};

struct Judged {
  std::vector<Verdict> verdicts;  // sorted by service
  std::vector<std::string> any;   // where every service may be used
  std::size_t required = 0;       // services that must be there
  std::size_t missing = 0;        // of these, with placeholders
};

// Compares what the nodes use with what is provisioned. Pure. With a use of any service nothing is
// called unused.
Judged judge(const spec::Workflow& workflow, const std::vector<Reference>& references,
             const tntc::secrets::Loaded& loaded);

// "missing", ...
std::string_view to_string(State state);

}  // namespace tntc::cli::secrets
