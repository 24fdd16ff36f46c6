#pragma once

#include <set>
#include <string>
#include <vector>

#include "bundle/bundle.h"
#include "cli/test/fixture_files.h"
#include "spec/workflow.h"

namespace tntc::cli::test {

// What an edit can have changed the outcome of.
struct Affected {
  bool all = false;
  std::set<std::string> nodes;
  std::set<std::string> fixtures;  // names of files

  bool any() const { return all || !nodes.empty() || !fixtures.empty(); }
  // A test of the whole workflow is affected by every node.
  bool holds(const FixtureFile& file) const;
};

// `paths` were written, below the workflow directory; "" stands for too many to tell. A node is
// affected by every source its module is made of. Pure.
Affected affected_by(const std::vector<std::string>& paths, const spec::Workflow& workflow,
                     const tntc::bundle::Bundle& bundle);

// Whether only fixtures were written: then nothing is to be compiled.
bool only_fixtures(const std::vector<std::string>& paths);

}  // namespace tntc::cli::test
