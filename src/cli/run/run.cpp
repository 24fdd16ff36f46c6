#include "cli/run/run.h"

#include <algorithm>

#include "cli/compiled_dir.h"
#include "cli/log_text.h"
#include "cli/ports.h"
#include "cli/provisions.h"
#include "cli/run/input.h"
#include "cli/run/one_run.h"
#include "cli/run/summary.h"
#include "cli/tools.h"
#include "cli/workflow_dir.h"
#include "cli/workflow_plan.h"
#include "io/files.h"
#include "spec/handlers.h"
#include "ui/suggest.h"

namespace tntc::cli::run {
namespace {

constexpr Example kExamples[] = {
    {"tntc run .", "run the workflow in the current directory"},
    {"tntc run ./digest --input '{\"day\": \"monday\"}'", "with an input"},
    {"tntc run ./digest --input @input.json", "with an input from a file"},
    {"curl -s example.com/x.json | tntc run . --input -", "with an input from standard input"},
    {"tntc run . --node fetch --input '{}'", "one node alone, with the input as its own"},
    {"tntc run . --event 'approved={\"by\": \"Ada\"}'", "with an event that a node waits for"},
    {"tntc run . -o json | jq .data.outputs", "for scripts"},
};

Result<void> check_node(const dag::Plan& plan, const std::optional<std::string>& node) {
  if (!node) return {};
  std::vector<std::string> names;
  for (const dag::NodeIndex i : plan.order()) names.push_back(plan.name(i));
  if (std::find(names.begin(), names.end(), *node) != names.end()) return {};
  const std::string near = ui::nearest(*node, names);
  return fail(ErrorKind::not_found, "the workflow has no node `" + *node + "`",
              near.empty() ? "`tntc visualize` shows its nodes" : "did you mean `" + near + "`?");
}

// Everything a run needs, checked before anything is started.
struct Prepared {
  std::string directory;  // absolute
  std::string input;
  std::string worker;
  std::vector<triggers::RunEvent> events;
  tntc::bundle::Bundle bundle;
  engine::Provisions provisions;
  Shape workflow;
};

Result<Prepared> prepare(const Options& options, Session& session, tntc::bundle::Bundle bundle) {
  TNTC_TRY(const spec::Workflow workflow, workflow_of(bundle));
  TNTC_TRY(dag::Plan plan, plan_of(workflow));
  TNTC_CHECK(check_node(plan, options.node));
  TNTC_TRY(std::string worker, find_worker(session.world));
  TNTC_TRY(engine::Provisions provisions,
           load_provisions(session.world, workflow, options.workflow, options.secrets));
  return Prepared{
      .directory = absolute(session.world, options.workflow),
      .input = {},
      .worker = std::move(worker),
      .events = {},
      .bundle = std::move(bundle),
      .provisions = std::move(provisions),
      .workflow = {
          .name = workflow.name, .plan = std::move(plan), .handlers = spec::handlers(workflow)}};
}

Result<triggers::RunOutcome> carry_out(const Options& options, Session& session, Prepared& run) {
  boost::asio::io_context loop(1);
  ui::ProgressLine progress(session.world.err, session.err);
  engine::Options engine_options;
  engine_options.limits.workers = 1;  // one run takes one worker
  engine_options.directory = run.directory;
  engine_options.worker_program = run.worker;
  engine_options.steps_in_memory = true;
  engine_options.log = [&](const engine::LogLine& line) {
    // That all is well with the engine is news to `dev`, not to a single run.
    const bool news = !line.node.empty() || line.level >= engine::Level::warn;
    if (news) progress.print(log_text(line, session.err));
  };
  TNTC_TRY(const auto engine,
           during("starting the engine",
                  session.ports.make_engine(loop, std::move(run.bundle), run.provisions,
                                            std::move(engine_options))));
  OneRun one(session, loop, progress);
  return one.wait(*engine,
                  {.input = run.input,
                   .trigger = "cli",
                   .only_node = options.node,
                   .timeout = options.timeout,
                   .events = std::move(run.events)},
                  run.workflow.name);
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "run",
          .summary = "Run a workflow once and show what came out",
          .details =
              "Logs of nodes and a picture of the run go to standard error, the outputs of the\n"
              "last nodes to standard output. A directory is written with a slash or a leading\n"
              "dot: ./digest. Ctrl-C cancels the run. Exits with 1 when the run failed.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR",
                         .help = "the workflow directory: . or ./name",
                         .take = flags::into(options.workflow),
                         .required = true,
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "-i",
                     .name = "--input",
                     .value_name = "JSON",
                     .help = "the input: JSON, @FILE, or - for standard input (default: {})",
                     .take = flags::into(options.input),
                     .values = flags::Values::file},
                    {.short_name = "",
                     .name = "--node",
                     .value_name = "NAME",
                     .help = "run this node alone",
                     .take = flags::into(options.node)},
                    {.short_name = "",
                     .name = "--timeout",
                     .value_name = "DURATION",
                     .help = "end the run after that long: 30s, 5m (default: config.runTimeout)",
                     .take = flags::into(options.timeout)},
                    {.short_name = "",
                     .name = "--event",
                     .value_name = "NAME[=JSON]",
                     .help = "an event for ctx.waitForEvent; may be repeated (JSON: {})",
                     .take = flags::into(options.events),
                     .repeats = true},
                    secrets_flag(options.secrets)}};
}

bool names_directory(const std::string& workflow) {
  return workflow.starts_with('.') || workflow.find('/') != std::string::npos;
}

Result<void> check_is_directory(const World& world, const std::string& workflow) {
  if (names_directory(workflow)) return {};
  const auto kind = io::kind_of(absolute(world, workflow));
  const bool exists = kind && *kind == io::FileKind::directory;
  return fail(
      ErrorKind::not_found,
      "there is no deployed workflow `" + workflow + "`: this version runs directories only",
      exists ? "for the directory write ./" + workflow
             : "write a directory with a slash: ./" + workflow);
}

Report run(const Options& options, Session& session) {
  if (auto ok = check_is_directory(session.world, options.workflow); !ok) {
    return failed(std::move(ok.error()));
  }
  auto input = read_run_input(session.world, options.input);
  if (!input) return failed(std::move(input.error()));
  auto events = read_events(options.events);
  if (!events) return failed(std::move(events.error()));
  auto compiled = compile_dir(session, options.workflow);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) return refused(std::move(compiled->diagnostics), options.workflow);
  auto diagnostics = std::move(compiled->diagnostics);

  auto prepared = prepare(options, session, std::move(*compiled->bundle));
  if (!prepared) return failed(std::move(prepared.error()));
  prepared->input = std::move(*input);
  prepared->events = std::move(*events);
  auto outcome = carry_out(options, session, *prepared);
  if (!outcome) return failed(std::move(outcome.error()));

  if (session.format == Format::text) {
    session.world.err(picture(prepared->workflow, options.node, *outcome, session.err));
  }
  Report report = report_of(prepared->workflow.plan, *outcome);
  report.diagnostics = std::move(diagnostics);
  return report;
}

}  // namespace tntc::cli::run
