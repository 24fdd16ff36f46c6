#include "cli/dev/server.h"

#include <utility>

#include <fmt/format.h>

#include "cli/compiled_dir.h"
#include "cli/dev/browser.h"
#include "cli/ports.h"
#include "cli/provisions.h"
#include "engine/engine_token.h"
#include "triggers/events.h"

namespace tntc::cli::dev {
namespace {

// Runs that take longer are cancelled; the second Ctrl-C is there for the impatient.
constexpr Milliseconds kGrace{10'000};

// An IPv6 address stands in brackets in a URL; the addresses that mean all of the machine cannot be
// connected to as they are everywhere.
std::string url_host(const std::string& host) {
  if (host == "0.0.0.0" || host == "::") return "localhost";
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

}  // namespace

Server::Server(const Options& options, Session& session, boost::asio::io_context& loop,
               engine::Engine& engine, FailureSites& sites)
    : options_(options),
      session_(session),
      loop_(loop),
      engine_(engine),
      sites_(sites),
      console_(session),
      runs_(engine,
            [this](const auto& trigger, const auto& outcome) { tell_run(trigger, outcome); }),
      compile_(loop) {}

triggers::HttpPages Server::pages() {
  return {.health_json = [this](bool) { return engine_.health_json(); },
          .metrics_text = [this] { return engine_.metrics_text(); },
          .draining = [this] { return interrupts_ > 0; },
          .run_of_post = [this](std::string_view path,
                                std::string_view body) { return run_of_post(path, body); }};
}

Result<void> Server::open(io::DirectoryWatch watch) {
  triggers::HttpOptions http;
  http.host = options_.host;
  http.port = options_.port;
  auto server = triggers::HttpServer::listen(loop_, std::move(http), runs_, pages());
  if (!server) {
    Error error = std::move(server.error());
    if (error.kind == ErrorKind::conflict) {
      error.message = fmt::format("port {} is in use: {}", options_.port, error.message);
      error.hint = "choose another one with -p, or let -p 0 find a free one";
    }
    return tl::unexpected(std::move(error));
  }
  http_ = std::move(*server);
  TNTC_TRY(triggers::AccessToken token, engine::engine_token(version_.provisions.secrets));
  http_->require_token(std::move(token));
  // Through the server's own port, so that /runs has these runs too.
  schedules_.emplace(loop_, http_->runs(), session_.ports.now,
                     [this](const auto& trigger, const auto& decision, const Error* refusal) {
                       tell_cron(trigger, decision, refusal);
                     });
  if (const std::string records = engine_.records_in(); !records.empty()) {
    TNTC_TRY(auto told, engine::history::AddressFile::write(records, options_.host, http_->port()));
    address_.emplace(std::move(told));
  }
  url_ = fmt::format("http://{}:{}", url_host(options_.host), http_->port());

  TNTC_TRY(reloader_, Reloader::start(
                          loop_, std::move(watch),
                          [this](const std::vector<std::string>& paths) { reload(paths); },
                          [this](const Error& error) { lost(error); }));
  return {};
}

Result<void> Server::serve(Version version, io::DirectoryWatch watch) {
  version_ = std::move(version);
  TNTC_TRY(auto crons, schedules_of(version_.workflow));
  TNTC_CHECK(open(std::move(watch)));
  session_.ports.interrupts->watch(loop_, [this] { interrupted(); });
  schedules_->take(std::move(crons));
  console_.serving(url_, version_.workflow, options_.no_cron ? nullptr : &schedules_->book(),
                   schedules_->now());
  if (options_.open) open_in_browser(session_.world, url_ + "/health?detail=1");
  loop_.run();
  session_.ports.interrupts->stop();
  schedules_->stop();
  reloader_->stop();
  compile_.stop();
  http_->stop();
  if (end_) return tl::unexpected(std::move(*end_));
  return {};
}

// Every queue trigger that takes the subject gets the message, as its subscription would; the
// client waits for the first one's run.
Result<std::optional<triggers::RunRequest>> Server::run_of_post(std::string_view path,
                                                                std::string_view body) {
  TNTC_TRY(auto requests, triggers::requests_of_post(version_.workflow.triggers, path, body));
  if (requests.empty()) return std::nullopt;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const std::string trigger = requests[i].trigger + ' ' + requests[i].trigger_name;
    const auto started = http_->runs().start(std::move(requests[i]), [](const auto&) {});
    if (!started) console_.run_refused(trigger, started.error());
  }
  return std::move(requests.front());
}

Result<std::vector<triggers::CronTrigger>> Server::schedules_of(
    const spec::Workflow& workflow) const {
  if (options_.no_cron) return std::vector<triggers::CronTrigger>{};
  return triggers::cron_triggers(workflow.triggers);
}

void Server::reload(const std::vector<std::string>& paths) {
  changed_.insert(paths.begin(), paths.end());
  again_ = compile_.is_going();
  if (!again_) compile();
}

// Off the loop: fifty nodes take longer than a request should wait.
void Server::compile() {
  std::vector<std::string> paths(changed_.begin(), changed_.end());
  changed_.clear();
  compile_.start([this] { return compile_dir(session_, options_.directory); },
                 [this, paths = std::move(paths)](Result<tntc::bundle::Compiled> compiled) {
                   if (interrupts_ > 0) return;  // the last version stays
                   take(std::move(compiled), paths);
                   if (std::exchange(again_, false)) compile();
                 });
}

void Server::take(Result<tntc::bundle::Compiled> compiled, const std::vector<std::string>& paths) {
  const bool is_valid = compiled && compiled->bundle;
  // Files written meanwhile may have been read half written: the next one will tell.
  if (!is_valid && (again_ || reloader_->has_changed_again())) {
    return changed_.insert(paths.begin(), paths.end());
  }
  if (!compiled) {
    edit_refused_ = true;
    return console_.refused(paths, compiled.error());
  }
  if (!compiled->bundle) {
    edit_refused_ = true;
    return console_.refused(paths, compiled->diagnostics);
  }
  console_.warned(compiled->diagnostics);
  if (auto done = replace(std::move(*compiled->bundle), paths); !done) {
    edit_refused_ = true;
    console_.refused(paths, done.error());
  }
}

// Secrets and variables are read anew with every version.
Result<Server::Version> Server::next_version(const tntc::bundle::Bundle& bundle) const {
  Version version{.digest = bundle.digest};
  TNTC_TRY(version.workflow, workflow_of(bundle));
  TNTC_TRY(version.provisions,
           load_provisions(session_.world, version.workflow, options_.directory, options_.secrets));
  return version;
}

Result<void> Server::replace(tntc::bundle::Bundle bundle, const std::vector<std::string>& paths) {
  TNTC_TRY(Version version, next_version(bundle));
  // The digest stands for the workflow.
  if (version.digest == version_.digest && version.provisions == version_.provisions) {
    if (std::exchange(edit_refused_, false)) console_.mended();
    return {};
  }
  TNTC_TRY(auto crons, schedules_of(version.workflow));
  TNTC_TRY(triggers::AccessToken token, engine::engine_token(version.provisions.secrets));
  TNTC_CHECK(engine_.reload(std::move(bundle), version.provisions));

  edit_refused_ = false;
  version_ = std::move(version);
  http_->require_token(std::move(token));
  console_.reloaded(paths);
  const bool same_crons = schedules_->book().holds(crons);
  schedules_->take(std::move(crons));
  if (!same_crons) console_.next_due(schedules_->book(), schedules_->now());
  return {};
}

void Server::tell_run(const ToldRuns::Trigger& trigger,
                      const Result<triggers::RunOutcome>& outcome) {
  if (!outcome) return console_.run_refused(trigger.type, outcome.error());
  console_.run({*outcome, trigger.type, trigger.name, sites_.take(outcome->id)});
}

void Server::tell_cron(const triggers::CronTrigger& trigger, const triggers::CronDecision& decision,
                       const Error* refusal) const {
  if (refusal != nullptr) return console_.run_refused("cron " + title_of(trigger), *refusal);
  console_.cron(trigger, decision);
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
  console_.draining();
  schedules_->stop();
  reloader_->stop();
  // The answers of the last runs are written before the loop ends.
  engine_.drain(kGrace, [this] { http_->stop_accepting([this] { loop_.stop(); }); });
}

}  // namespace tntc::cli::dev
