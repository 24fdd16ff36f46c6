#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "cli/dev/background.h"
#include "cli/dev/console.h"
#include "cli/dev/dev.h"
#include "cli/dev/failure_sites.h"
#include "cli/dev/reloader.h"
#include "cli/dev/schedules.h"
#include "cli/dev/told_runs.h"
#include "engine/engine.h"
#include "engine/history/live_engine.h"
#include "triggers/http_server.h"

namespace tntc::cli::dev {

// `tntc dev` once its first bundle stands: serves it, fires its schedules, replaces it when files
// change, and ends when it is interrupted.
class Server {
 public:
  // What serves.
  struct Version {
    std::string digest;  // of its bundle
    spec::Workflow workflow;
    engine::Provisions provisions;
  };

  Server(const Options& options, Session& session, boost::asio::io_context& loop,
         engine::Engine& engine, FailureSites& sites);

  // Opens the port, says where it serves, and serves until the end, with the changes that `watch`
  // sees taken over. Fails with `conflict` when the port is taken, with `cancelled` when a second
  // Ctrl-C cut the drain short.
  Result<void> serve(Version version, io::DirectoryWatch watch);

  const std::string& url() const { return url_; }

 private:
  Result<void> open(io::DirectoryWatch watch);
  triggers::HttpPages pages();
  Result<std::optional<triggers::RunRequest>> run_of_post(std::string_view path,
                                                          std::string_view body);
  Result<std::vector<triggers::CronTrigger>> schedules_of(const spec::Workflow& workflow) const;
  void reload(const std::vector<std::string>& paths);
  void compile();
  void take(Result<tntc::bundle::Compiled> compiled, const std::vector<std::string>& paths);
  Result<Version> next_version(const tntc::bundle::Bundle& bundle) const;
  Result<void> replace(tntc::bundle::Bundle bundle, const std::vector<std::string>& paths);
  void tell_run(const ToldRuns::Trigger& trigger, const Result<triggers::RunOutcome>& outcome);
  void tell_cron(const triggers::CronTrigger& trigger, const triggers::CronDecision& decision,
                 const Error* refusal) const;
  void lost(const Error& error);
  void interrupted();

  const Options& options_;
  Session& session_;
  boost::asio::io_context& loop_;
  engine::Engine& engine_;
  FailureSites& sites_;
  Console console_;
  ToldRuns runs_;
  std::unique_ptr<triggers::HttpServer> http_;
  std::optional<engine::history::AddressFile> address_;  // once the port is open
  std::optional<Schedules> schedules_;                   // likewise
  std::unique_ptr<Reloader> reloader_;
  BackgroundCompile compile_;
  std::set<std::string> changed_;  // not compiled yet
  bool again_ = false;             // they changed while a compile was going on
  std::string url_;
  Version version_;
  bool edit_refused_ = false;  // the files have moved on from what serves
  int interrupts_ = 0;
  std::optional<Error> end_;
};

}  // namespace tntc::cli::dev
