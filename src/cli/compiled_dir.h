#pragma once

#include <string>

#include "base/result.h"
#include "bundle/bundle.h"
#include "cli/session.h"
#include "spec/workflow.h"

namespace tntc::cli {

// Compiles the workflow in the directory the user wrote as `path`; diagnostics name files as the
// user would. The same for run, dev and bundle.
Result<tntc::bundle::Compiled> compile_dir(const Session& session, const std::string& path);

// The workflow a bundle was made from.
Result<spec::Workflow> workflow_of(const tntc::bundle::Bundle& bundle);

}  // namespace tntc::cli
