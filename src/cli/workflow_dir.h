#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "cli/report.h"
#include "cli/world.h"
#include "spec/workflow.h"

namespace tntc::cli {

// A workflow directory as it was read, valid or not.
struct WorkflowDir {
  std::string path;  // absolute
  std::string file;  // workflow.yaml as the user would open it
  spec::Parsed parsed;
};

// `path` as the user wrote it, checked to be a directory that holds a workflow.yaml; absolute.
Result<std::string> find_workflow_dir(const World& world, const std::string& path);

// Reads and checks workflow.yaml and the node files it names. What is wrong in them is data.
Result<WorkflowDir> read_workflow_dir(const World& world, const std::string& path);

// Makes the files of diagnostics that begin with the absolute `directory` begin with what the user
// wrote for it.
std::vector<Diagnostic> as_written(std::vector<Diagnostic> diagnostics,
                                   const std::string& directory, const std::string& written);

// The Report of a command that cannot go on: every diagnostic, and their number as the error.
Report refused(std::vector<Diagnostic> diagnostics, const std::string& file);

// {"file":…,"valid":…,"diagnostics":[…]}
std::string diagnostics_json(const std::vector<Diagnostic>& diagnostics, const std::string& file);

}  // namespace tntc::cli
