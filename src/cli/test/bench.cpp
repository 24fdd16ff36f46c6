#include "cli/test/bench.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include "cli/compiled_dir.h"
#include "cli/log_text.h"
#include "cli/ports.h"
#include "cli/test/call_checks.h"
#include "cli/test/update.h"
#include "cli/tools.h"
#include "cli/workflow_dir.h"
#include "io/files.h"
#include "ui/render.h"

namespace tntc::cli::test {
namespace {

constexpr Milliseconds kTimeout{10'000};
constexpr std::size_t kLongestFixture = std::size_t{10} << 20;

std::size_t at_once(const Options& options) {
  if (options.jobs > 0) return options.jobs;
  return std::max(1u, std::thread::hardware_concurrency());
}

// Whether another expectation can be all that the case lacks.
bool may_be_written(const TestResult& result) {
  return !result.job.file.empty() && result.verdict.would_be &&
         failed_checks(result.job.what.checks, result.outcome.calls).empty();
}

}  // namespace

Bench::Bench(Session& session, const Options& options, Target target)
    : session_(session),
      options_(options),
      target_(std::move(target)),
      directory_(absolute(session.world, target_.directory)),
      crowd_(session, loop_, options.timeout.value_or(kTimeout), at_once(options)) {}

std::optional<Report> Bench::set_up() {
  if (auto refusal = compile()) return refusal;
  if (auto started = start_engine(); !started) return failed(std::move(started.error()));
  return std::nullopt;
}

std::optional<Report> Bench::set_up_again() {
  if (auto refusal = compile()) return refusal;
  if (auto taken = engine_->reload(bundle_, {}); !taken) return failed(std::move(taken.error()));
  return std::nullopt;
}

std::optional<Report> Bench::compile() {
  auto compiled = compile_dir(session_, target_.directory);
  if (!compiled) return failed(std::move(compiled.error()));
  if (!compiled->bundle) return refused(std::move(compiled->diagnostics), target_.directory);
  auto workflow = workflow_of(*compiled->bundle);
  if (!workflow) return failed(std::move(workflow.error()));
  std::vector<std::string> nodes;
  for (const spec::Node& node : workflow->nodes) nodes.push_back(node.name);
  if (auto known = check_node(target_, nodes); !known) return failed(std::move(known.error()));
  if (!compiled->diagnostics.empty() && session_.format == Format::text) {
    session_.world.err(ui::render(compiled->diagnostics, session_.err));
  }
  workflow_ = std::move(*workflow);
  bundle_ = std::move(*compiled->bundle);
  return std::nullopt;
}

Result<void> Bench::start_engine() {
  TNTC_TRY(const std::string worker, find_worker(session_.world));
  engine::Options options;
  options.limits.workers = static_cast<int>(at_once(options_));
  options.limits.max_runs = options.limits.workers;
  options.directory = directory_;
  options.worker_program = worker;
  options.steps_in_memory = true;
  options.log = [this](const engine::LogLine& line) {
    if (!line.run.empty()) return crowd_.hear(line);
    const bool news = line.level >= engine::Level::warn && session_.format == Format::text;
    if (news) session_.world.err(log_text(line, session_.err));
  };
  TNTC_TRY(engine_, during("starting the engine",
                           session_.ports.make_engine(loop_, bundle_, {}, std::move(options))));
  return {};
}

Result<Round> Bench::run_round(std::function<bool(const FixtureFile&)> affected) {
  const Wanted wanted{.node = target_.node,
                      .only_pipeline = options_.pipeline && !target_.node,
                      .filter = options_.filter.value_or(""),
                      .live = options_.live,
                      .affected = std::move(affected)};
  TNTC_TRY(Collection found, collect(workflow_, directory_, target_.directory, wanted));
  if (found.tests.empty() && !wanted.filter.empty() && !wanted.affected) {
    return fail(ErrorKind::not_found, "no test has `" + wanted.filter + "` in its title",
                "without --filter all are shown");
  }
  std::vector<Job> jobs;
  for (PlannedTest& test : found.tests) {
    if (test.fault.empty()) jobs.push_back(test.job);
  }
  TNTC_TRY(std::vector<TestResult> ran, crowd_.run(*engine_, std::move(jobs)));

  Round round{.untested = std::move(found.untested), .warnings = std::move(found.warnings)};
  auto next = ran.begin();
  for (PlannedTest& test : found.tests) {
    if (test.fault.empty()) {
      round.results.push_back(std::move(*next++));
    } else {
      round.results.push_back(
          {.job = std::move(test.job), .verdict = {.why = std::move(test.fault)}});
    }
  }
  if (options_.update) TNTC_CHECK(write_fixtures(round));
  return round;
}

Result<void> Bench::write_fixtures(Round& round) {
  std::map<std::string, std::vector<TestResult*>> files;
  for (TestResult& result : round.results) {
    if (may_be_written(result)) files[result.job.file].push_back(&result);
  }
  for (const auto& [name, results] : files) {
    const std::string below = std::string(kFixtures) + '/' + name;
    const std::string path = directory_ + '/' + below;
    TNTC_TRY(std::string text, during("updating " + below, io::read_file(path, kLongestFixture)));
    bool is_edited = false;
    for (TestResult* result : results) {
      auto edited = with_expected(text, result->job.what.index, *result->verdict.would_be);
      if (!edited) continue;
      text = std::move(*edited);
      is_edited = true;
      result->job.what.expected = result->verdict.would_be;
      result->verdict = judge(result->job, result->outcome);
    }
    if (!is_edited) continue;
    TNTC_CHECK(during("updating " + below, io::write_file_atomically(path, text)));
    round.updated.push_back(below);
  }
  return {};
}

}  // namespace tntc::cli::test
