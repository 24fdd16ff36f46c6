#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

#include "bundle/bundle.h"
#include "cli/report.h"
#include "cli/session.h"
#include "cli/test/collection.h"
#include "cli/test/crowd.h"
#include "cli/test/target.h"
#include "cli/test/test_command.h"
#include "cli/test/test_report.h"
#include "engine/engine.h"

namespace tntc::cli::test {

// A workflow on the test bench: compiled, in an engine, its fixtures run in rounds.
class Bench {
 public:
  Bench(Session& session, const Options& options, Target target);

  // Compiles and starts the engine. What keeps it from being tested, as the command would report
  // it; nothing when all is well.
  std::optional<Report> set_up();
  // Compiles anew after an edit; the engine goes on with the new version.
  std::optional<Report> set_up_again();

  // `affected`: only those fixtures. With --update the fixtures are written too.
  Result<Round> run_round(std::function<bool(const FixtureFile&)> affected = {});

  boost::asio::io_context& loop() { return loop_; }
  const std::string& directory() const { return directory_; }  // absolute
  const spec::Workflow& workflow() const { return workflow_; }
  const tntc::bundle::Bundle& bundle() const { return bundle_; }

 private:
  std::optional<Report> compile();
  Result<void> start_engine();
  Result<void> write_fixtures(Round& round);

  Session& session_;
  const Options& options_;
  Target target_;
  std::string directory_;
  spec::Workflow workflow_;
  tntc::bundle::Bundle bundle_;
  boost::asio::io_context loop_{1};
  Crowd crowd_;
  std::unique_ptr<engine::Engine> engine_;  // last: it ends before what it calls back
};

}  // namespace tntc::cli::test
