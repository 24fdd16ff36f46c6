#include "cli/dev/dev.h"

#include <fmt/format.h>

#include "cli/compiled_dir.h"
#include "cli/dev/ignored.h"
#include "cli/dev/server.h"
#include "cli/log_text.h"
#include "cli/ports.h"
#include "cli/provisions.h"
#include "cli/tools.h"
#include "cli/workflow_dir.h"
#include "ui/json_text.h"

namespace tntc::cli::dev {
namespace {

constexpr Example kExamples[] = {
    {"tntc dev", "serve the current directory at http://127.0.0.1:8080"},
    {"tntc dev ./digest -p 9000", "another directory, another port"},
    {"tntc dev --no-cron -o json", "schedules do not fire; events for scripts, one per line"},
    {"curl -d '{\"day\": \"monday\"}' http://127.0.0.1:8080/run", "run it"},
};

Result<void> serve(const Options& options, Session& session, tntc::bundle::Bundle bundle,
                   io::DirectoryWatch watch, std::string& url) {
  TNTC_TRY(spec::Workflow workflow, workflow_of(bundle));
  TNTC_TRY(const std::string worker, find_worker(session.world));
  TNTC_TRY(engine::Provisions provisions,
           load_provisions(session.world, workflow, options.directory, options.secrets));
  Server::Version version{bundle.digest, std::move(workflow), std::move(provisions)};

  boost::asio::io_context loop(1);
  FailureSites sites;
  engine::Options engine_options;
  engine_options.directory = absolute(session.world, options.directory);
  engine_options.worker_program = worker;
  engine_options.state = engine::usual_state(engine_options.directory);
  engine_options.require_state = false;
  engine_options.log = [&](const engine::LogLine& line) {
    sites.see(line);
    session.world.err(log_text(line, session.err));
  };
  TNTC_TRY(const auto engine,
           during("starting the engine",
                  session.ports.make_engine(loop, std::move(bundle), version.provisions,
                                            std::move(engine_options))));
  Server server(options, session, loop, *engine, sites);
  auto served = server.serve(std::move(version), std::move(watch));
  url = server.url();
  return served;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {
      .name = "dev",
      .summary = "Serve a workflow over HTTP and take over edits as they are saved",
      .details =
          "Cron triggers fire, POST /events/SUBJECT stands in for a queue message, and webhooks\n"
          "have their paths. Each run is told in one line with the times of its nodes.\n"
          "An edit that is not valid is shown, and the last valid version goes on serving.\n"
          "Ctrl-C waits for the runs in flight, a second one does not.",
      .examples = kExamples,
      .describe = &Parts::describe,
      .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR",
                         .help = "the workflow directory (default: the current one)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "-p",
                     .name = "--port",
                     .value_name = "PORT",
                     .help = "where to listen (default: 8080); 0 takes a free port",
                     .take = flags::into_port(options.port)},
                    {.short_name = "",
                     .name = "--host",
                     .value_name = "ADDRESS",
                     .help = "the address to listen at (default: 127.0.0.1)",
                     .take = flags::into(options.host)},
                    secrets_flag(options.secrets),
                    {.short_name = "",
                     .name = "--no-cron",
                     .value_name = "",
                     .help = "do not fire the cron triggers",
                     .take = flags::into(options.no_cron)},
                    {.short_name = "",
                     .name = "--open",
                     .value_name = "",
                     .help = "show it in the browser, where there is a desktop",
                     .take = flags::into(options.open)}}};
}

// The watch begins before anything is read, so that no edit falls between the two.
Report run(const Options& options, Session& session) {
  auto watch = io::DirectoryWatch::make(absolute(session.world, options.directory), &is_ignored);
  auto compiled = compile_dir(session, options.directory);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) return refused(std::move(compiled->diagnostics), options.directory);
  if (!watch) return failed(std::move(watch.error()));
  Console(session).warned(compiled->diagnostics);

  std::string url;
  auto served = serve(options, session, std::move(*compiled->bundle), std::move(*watch), url);
  if (!served) return failed(std::move(served.error()));
  Report report;
  report.data = fmt::format(R"({{"url":{}}})", ui::quoted(url));
  return report;
}

}  // namespace tntc::cli::dev
