#include "cli/test/test_command.h"

#include <charconv>

#include "cli/runs/place.h"
#include "cli/test/bench.h"
#include "cli/test/record.h"
#include "cli/test/target.h"
#include "cli/test/watching.h"

namespace tntc::cli::test {
namespace {

constexpr std::size_t kMostJobs = 64;

constexpr Example kExamples[] = {
    {"tntc test", "every fixture of the workflow in the current directory"},
    {"tntc test ./digest/plan", "those of one node"},
    {"tntc test --pipeline", "the whole workflow, with its mocks"},
    {"tntc test --filter \"case 2\"", "those whose title holds a text"},
    {"tntc test --watch", "again, whatever an edit affects"},
    {"tntc test --update", "write what came out into the fixtures"},
    {"tntc test --record 018f3b6e --node plan", "make a fixture of what a recorded run did"},
    {"tntc test -o json | jq .data.tests", "for scripts"},
};

flags::Take into_jobs(std::size_t& target) {
  return [&target](const std::string& value) -> Result<void> {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = error == std::errc() && end == value.data() + value.size();
    if (!whole || number < 1 || number > kMostJobs) {
      return fail(ErrorKind::invalid, "`" + value + "` is not a number from 1 to 64");
    }
    target = number;
    return {};
  };
}

Result<void> check_recording(const Options& options) {
  const bool tests = options.pipeline || options.filter || options.live || options.watch ||
                     options.update || options.timeout || options.jobs != 0;
  if (options.record && tests) {
    return fail(ErrorKind::invalid, "--record tests nothing", "leave out the flags of tests");
  }
  if (!options.record && (options.force || options.state)) {
    return fail(ErrorKind::invalid, "--force and --state are flags of --record", "leave them out");
  }
  return {};
}

Result<Target> target_of(const Options& options, Session& session) {
  TNTC_CHECK(check_recording(options));
  if (options.watch && session.format == Format::json) {
    return fail(ErrorKind::invalid, "--watch has no JSON form: it never comes to an end",
                "leave out --watch, or -o json");
  }
  TNTC_TRY(Target target, find_target(session.world, options.target));
  if (target.node && options.node && *target.node != *options.node) {
    return fail(ErrorKind::invalid,
                "`" + *target.node + "` and --node " + *options.node + " name two nodes",
                "leave out one of them");
  }
  if (options.node) target = {target.directory, options.node};
  return target;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "test",
          .summary = "Run the fixtures of a workflow and compare what comes out",
          .details =
              "A fixture is a file tests/fixtures/NODE*.json with an input, what is expected, and\n"
              "mocks for the requests the node makes; pipeline*.json is for the whole workflow.\n"
              "Without --live nothing reaches the network, and time does not pass: a node that\n"
              "sleeps is done at once. Exits with 1 when a test failed. docs/testing.md",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR[/NODE]",
                         .help = "the workflow directory, and one of its nodes (default: .)",
                         .take = flags::into(options.target),
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "",
                     .name = "--pipeline",
                     .value_name = "",
                     .help = "the tests of the whole workflow only; without any, run it once",
                     .take = flags::into(options.pipeline)},
                    {.short_name = "",
                     .name = "--node",
                     .value_name = "NAME",
                     .help = "the tests of this node only",
                     .take = flags::into(options.node)},
                    {.short_name = "",
                     .name = "--filter",
                     .value_name = "TEXT",
                     .help = "the tests only whose title holds this text",
                     .take = flags::into(options.filter)},
                    {.short_name = "",
                     .name = "--live",
                     .value_name = "",
                     .help = "real time, and the network for what no mock answers",
                     .take = flags::into(options.live)},
                    {.short_name = "",
                     .name = "--watch",
                     .value_name = "",
                     .help = "go on, and test again what an edit affects",
                     .take = flags::into(options.watch)},
                    {.short_name = "",
                     .name = "--update",
                     .value_name = "",
                     .help = "write what came out as `expected` into the fixtures",
                     .take = flags::into(options.update)},
                    {.short_name = "",
                     .name = "--timeout",
                     .value_name = "DURATION",
                     .help = "end a test that hangs after that long (default: 10s)",
                     .take = flags::into(options.timeout)},
                    {.short_name = "-j",
                     .name = "--jobs",
                     .value_name = "N",
                     .help = "so many tests at once (default: one per core)",
                     .take = into_jobs(options.jobs)},
                    {.short_name = "",
                     .name = "--record",
                     .value_name = "RUN",
                     .help = "test nothing: write fixtures of what nodes did in a recorded run",
                     .take = flags::into(options.record)},
                    {.short_name = "",
                     .name = "--force",
                     .value_name = "",
                     .help = "--record: replace fixtures that are there",
                     .take = flags::into(options.force)},
                    runs::state_flag(options.state)}};
}

Report run(const Options& options, Session& session) {
  auto target = target_of(options, session);
  if (!target) return failed(std::move(target.error()));
  if (options.record) return record(options, session, *target);
  Bench bench(session, options, std::move(*target));
  if (auto refusal = bench.set_up()) return std::move(*refusal);
  if (options.watch) return keep_testing(bench, session);
  auto round = bench.run_round();
  if (!round) return failed(std::move(round.error()));
  return report_of(std::move(*round), session.out);
}

}  // namespace tntc::cli::test
