#pragma once

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

#include "cli/dev/dev.h"
#include "cli/dev/reloader.h"
#include "cli/dev/told_runs.h"
#include "engine/engine.h"
#include "triggers/http_server.h"

namespace tntc::cli::dev {

// What is being served: the same version is not taken over twice.
struct Version {
  std::string digest;  // of the bundle
  engine::Provisions provisions;

  bool operator==(const Version&) const = default;
};

// `tntc dev` once its first bundle stands: serves it, replaces it when files change, and ends when
// it is interrupted.
class Server {
 public:
  Server(const Options& options, Session& session, boost::asio::io_context& loop,
         engine::Engine& engine, Version version);

  // Opens the port and the watch, says where it serves, and serves until the end. Fails with
  // `conflict` when the port is taken, with `cancelled` when a second Ctrl-C cut the drain short.
  Result<void> serve(const std::string& workflow_name);

  const std::string& url() const { return url_; }

 private:
  Result<void> open();
  void reload(const std::vector<std::string>& paths);
  Result<Version> next_version(const tntc::bundle::Bundle& bundle) const;
  void keep_serving(const Error& error);
  void replace(tntc::bundle::Compiled compiled, const std::vector<std::string>& paths);
  void tell_run(const Result<triggers::RunOutcome>& outcome);
  void lost(const Error& error);
  void interrupted();
  void say(const std::string& line) const;

  const Options& options_;
  Session& session_;
  boost::asio::io_context& loop_;
  engine::Engine& engine_;
  ToldRuns runs_;
  std::unique_ptr<triggers::HttpServer> http_;
  std::unique_ptr<Reloader> reloader_;
  std::string url_;
  Version version_;            // that serves
  bool edit_refused_ = false;  // the files have moved on from what serves
  int interrupts_ = 0;
  std::optional<Error> end_;
};

}  // namespace tntc::cli::dev
