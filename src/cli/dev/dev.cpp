#include "cli/dev/dev.h"

#include <fmt/format.h>

#include "cli/compiled_dir.h"
#include "cli/dev/server.h"
#include "cli/log_text.h"
#include "cli/ports.h"
#include "cli/provisions.h"
#include "cli/tools.h"
#include "cli/workflow_dir.h"
#include "ui/json_text.h"
#include "ui/render.h"

namespace tntc::cli::dev {
namespace {

constexpr Example kExamples[] = {
    {"tntc dev", "serve the current directory at http://127.0.0.1:8080"},
    {"tntc dev ./digest -p 9000", "another directory, another port"},
    {"curl -d '{\"day\": \"monday\"}' http://127.0.0.1:8080/run", "run it"},
};

Result<void> serve(const Options& options, Session& session, tntc::bundle::Bundle bundle,
                   std::string& url) {
  TNTC_TRY(const spec::Workflow workflow, workflow_of(bundle));
  TNTC_TRY(const std::string worker, find_worker(session.world));
  const std::string digest = bundle.digest;
  TNTC_TRY(engine::Provisions provisions,
           load_provisions(session.world, workflow, options.directory, options.secrets));

  boost::asio::io_context loop(1);
  engine::Options engine_options;
  engine_options.directory = absolute(session.world, options.directory);
  engine_options.worker_program = worker;
  engine_options.log = [&](const engine::LogLine& line) {
    session.world.err(log_text(line, session.err));
  };
  TNTC_TRY(const auto engine, during("starting the engine",
                                     session.ports.make_engine(loop, std::move(bundle), provisions,
                                                               std::move(engine_options))));
  Server server(options, session, loop, *engine, {digest, std::move(provisions)});
  auto served = server.serve(workflow.name);
  url = server.url();
  return served;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "dev",
          .summary = "Serve a workflow over HTTP and take over edits as they are saved",
          .details =
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
                    secrets_flag(options.secrets)}};
}

Report run(const Options& options, Session& session) {
  auto compiled = compile_dir(session, options.directory);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) return refused(std::move(compiled->diagnostics), options.directory);
  if (!compiled->diagnostics.empty() && session.format == Format::text) {
    session.world.err(ui::render(compiled->diagnostics, session.err));
  }

  std::string url;
  auto served = serve(options, session, std::move(*compiled->bundle), url);
  if (!served) return failed(std::move(served.error()));
  Report report;
  report.data = fmt::format(R"({{"url":{}}})", ui::quoted(url));
  return report;
}

}  // namespace tntc::cli::dev
