#include "cli/dev/server.h"

#include <utility>

#include <fmt/format.h>

#include "cli/compiled_dir.h"
#include "cli/ports.h"
#include "cli/provisions.h"
#include "cli/run/summary.h"
#include "ui/elapsed.h"
#include "ui/render.h"

namespace tntc::cli::dev {
namespace {

// Runs that take longer are cancelled; the second Ctrl-C is there for the impatient.
constexpr Milliseconds kGrace{10'000};
constexpr std::size_t kPathsShown = 3;

std::string list_of(const std::vector<std::string>& paths) {
  if (paths.empty() || paths.front().empty()) return "many files";
  std::string text;
  for (std::size_t i = 0; i < paths.size() && i < kPathsShown; ++i) {
    text += (i == 0 ? "" : ", ") + paths[i];
  }
  if (paths.size() > kPathsShown) text += fmt::format(" and {} more", paths.size() - kPathsShown);
  return text;
}

// An IPv6 address stands in brackets in a URL; the addresses that mean all of the machine cannot be
// connected to as they are everywhere.
std::string url_host(const std::string& host) {
  if (host == "0.0.0.0" || host == "::") return "localhost";
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

}  // namespace

Server::Server(const Options& options, Session& session, boost::asio::io_context& loop,
               engine::Engine& engine, Version version)
    : options_(options),
      session_(session),
      loop_(loop),
      engine_(engine),
      runs_(engine, [this](const Result<triggers::RunOutcome>& outcome) { tell_run(outcome); }),
      version_(std::move(version)) {}

void Server::say(const std::string& line) const {
  const auto& write = session_.format == Format::json ? session_.world.err : session_.world.out;
  write(line + '\n');
}

Result<void> Server::open() {
  triggers::HttpOptions http;
  http.host = options_.host;
  http.port = options_.port;
  triggers::HttpPages pages{
      .health_json = [this](bool) { return engine_.health_json(); },
      .metrics_text = [this] { return engine_.metrics_text(); },
      .draining = [this] { return interrupts_ > 0; },
  };
  auto server = triggers::HttpServer::listen(loop_, std::move(http), runs_, std::move(pages));
  if (!server) {
    Error error = std::move(server.error());
    if (error.kind == ErrorKind::conflict) {
      error.message = fmt::format("port {} is in use: {}", options_.port, error.message);
      error.hint = "choose another one with -p, or let -p 0 find a free one";
    }
    return tl::unexpected(std::move(error));
  }
  http_ = std::move(*server);
  url_ = fmt::format("http://{}:{}", url_host(options_.host), http_->port());

  TNTC_TRY(reloader_, Reloader::start(
                          loop_, absolute(session_.world, options_.directory),
                          [this](const std::vector<std::string>& paths) { reload(paths); },
                          [this](const Error& error) { lost(error); }));
  return {};
}

Result<void> Server::serve(const std::string& workflow_name) {
  TNTC_CHECK(open());
  session_.ports.interrupts->watch(loop_, [this] { interrupted(); });
  say(
      fmt::format("Serving {} at {}\n  POST {}/run   run it: curl -d '{{}}' {}/run\n"
                  "  edits are taken over as they are saved; Ctrl-C ends",
                  workflow_name, url_, url_, url_));
  loop_.run();
  session_.ports.interrupts->stop();
  reloader_->stop();
  http_->stop();
  if (end_) return tl::unexpected(std::move(*end_));
  return {};
}

// Compiling takes some milliseconds, in which the loop stands still: for one developer's requests
// that is simpler than a second thread and nobody notices.
void Server::reload(const std::vector<std::string>& paths) {
  auto compiled = compile_dir(session_, options_.directory);
  if (!compiled) return keep_serving(compiled.error());
  if (!compiled->diagnostics.empty()) {
    session_.world.err(ui::render(compiled->diagnostics, session_.err));
  }
  if (!compiled->bundle) {
    edit_refused_ = true;
    return say(list_of(paths) + " changed: not valid; still serving the last valid version");
  }
  replace(std::move(*compiled), paths);
}

// Secrets and variables are read anew with every version.
Result<Version> Server::next_version(const tntc::bundle::Bundle& bundle) const {
  Version version{bundle.digest, {}};
  TNTC_TRY(const spec::Workflow workflow, workflow_of(bundle));
  TNTC_TRY(version.provisions,
           load_provisions(session_.world, workflow, options_.directory, options_.secrets));
  return version;
}

void Server::keep_serving(const Error& error) {
  edit_refused_ = true;
  session_.world.err(ui::render(error, session_.err));
  say("still serving the last valid version");
}

void Server::replace(tntc::bundle::Compiled compiled, const std::vector<std::string>& paths) {
  auto version = next_version(*compiled.bundle);
  if (!version) return keep_serving(version.error());
  const bool was_refused = std::exchange(edit_refused_, false);
  if (*version == version_) {  // nothing that runs has changed
    if (was_refused) say("valid again; nothing to take over");
    return;
  }
  if (auto done = engine_.reload(std::move(*compiled.bundle), version->provisions); !done) {
    return keep_serving(done.error());
  }
  version_ = std::move(*version);
  say(list_of(paths) + " changed: reloaded");
}

void Server::tell_run(const Result<triggers::RunOutcome>& outcome) {
  if (!outcome) return say("run refused: " + outcome.error().message);
  const bool well = outcome->end == triggers::RunEnd::succeeded;
  const auto& terminal = session_.format == Format::json ? session_.err : session_.out;
  std::string line = fmt::format(
      "run {} {} in {}", outcome->id,
      ui::paint(run::to_string(outcome->end), well ? ui::Style::green : ui::Style::red, terminal),
      ui::elapsed(run::duration_of(*outcome)));
  if (!well) line += ": " + run::why_failed(*outcome);
  say(line);
}

void Server::lost(const Error& error) {
  end_ = error;
  loop_.stop();
}

void Server::interrupted() {
  if (++interrupts_ > 1) {
    end_ = Error{ErrorKind::cancelled, "ended without waiting for the runs in flight", {}, {}};
    return loop_.stop();
  }
  say("draining; press Ctrl-C again to end at once");
  reloader_->stop();
  // The answers of the last runs are written before the loop ends.
  engine_.drain(kGrace, [this] { http_->stop_accepting([this] { loop_.stop(); }); });
}

}  // namespace tntc::cli::dev
