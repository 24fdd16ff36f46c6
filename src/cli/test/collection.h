#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/test/fixture_files.h"
#include "cli/test/verdict.h"
#include "spec/workflow.h"

namespace tntc::cli::test {

// Which tests of a workflow are wanted.
struct Wanted {
  std::optional<std::string> node;  // only its tests
  bool only_pipeline = false;       // only those of the whole workflow
  std::string filter;               // only those whose title holds this
  bool live = false;
  std::function<bool(const FixtureFile&)> affected;  // nothing: all
};

struct PlannedTest {
  Job job;
  std::string fault;  // why it cannot be run: what is wrong with its fixture
};

struct Collection {
  std::vector<PlannedTest> tests;     // by the name of the file, then as they stand in it
  std::vector<std::string> untested;  // of the wanted nodes, those without a fixture
  std::vector<std::string> warnings;  // fixtures that are for nobody
};

// Reads the fixtures in `directory` (absolute, `shown` as the user wrote it). A fixture with
// mistakes is a test that fails, not the end of the others.
Result<Collection> collect(const spec::Workflow& workflow, const std::string& directory,
                           const std::string& shown, const Wanted& wanted);

}  // namespace tntc::cli::test
