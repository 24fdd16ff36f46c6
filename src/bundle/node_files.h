#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "spec/workflow.h"

namespace tntc::bundle {

// The node files of a workflow as the compiler takes them.
struct NodeFiles {
  std::vector<std::string> paths;       // distinct and sorted, as Module::path
  std::vector<std::uint32_t> of_node;   // by node index: index into paths; 0 for a refused file,
                                        // and for a node without one
  std::vector<Diagnostic> diagnostics;  // of the files that are refused; `paths` lacks them
};

// `root` is the real path of the workflow directory, `file` the workflow.yaml in diagnostics.
NodeFiles find_node_files(const spec::Workflow& workflow, const std::string& root,
                          const std::string& file);

}  // namespace tntc::bundle
