#include "cli/test/crowd.h"

#include <utility>

#include "cli/ports.h"
#include "cli/run/summary.h"

namespace tntc::cli::test {

Result<std::vector<TestResult>> Crowd::run(engine::Engine& engine, std::vector<Job> jobs) {
  results_.clear();
  for (Job& job : jobs) results_.push_back({.job = std::move(job)});
  started_ = finished_ = 0;
  interrupted_ = false;
  if (results_.empty()) return std::move(results_);
  session_.ports.interrupts->watch(loop_, [this, &engine] {
    interrupted_ = true;
    for (const auto& [id, index] : running_) engine.cancel(id);
    if (running_.empty()) loop_.stop();
  });
  start_more(engine);
  if (finished_ < results_.size()) {
    loop_.restart();
    loop_.run();
  }
  session_.ports.interrupts->stop();
  if (interrupted_) return fail(ErrorKind::cancelled, "the tests were cancelled");
  return std::move(results_);
}

void Crowd::start_more(engine::Engine& engine) {
  while (!interrupted_ && running_.size() < at_once_ && started_ < results_.size()) {
    const std::size_t index = started_++;
    const Job& job = results_[index].job;
    triggers::RunRequest request{
        .input = job.what.input, .trigger = "test", .timeout = timeout_, .test = job.what.test};
    if (!job.node.empty()) request.only_node = job.node;
    const auto id = engine.start(
        std::move(request), [this, index, &engine](Result<triggers::RunOutcome> outcome) {
          std::erase_if(running_, [index](const auto& one) { return one.second == index; });
          ended(index, std::move(outcome));
          start_more(engine);
        });
    if (id) {
      running_[*id] = index;
    } else {
      ended(index, tl::unexpected(id.error()));
    }
  }
}

void Crowd::ended(std::size_t index, Result<triggers::RunOutcome> outcome) {
  TestResult& result = results_[index];
  if (outcome) {
    result.verdict = judge(result.job, *outcome);
    result.duration = run::duration_of(*outcome);
    result.outcome = std::move(*outcome);
  } else {
    result.verdict.why = outcome.error().message;
  }
  ++finished_;
  const bool over = finished_ == results_.size() || (interrupted_ && running_.empty());
  if (over) loop_.stop();
}

void Crowd::hear(const engine::LogLine& line) {
  const auto found = running_.find(line.run);
  if (found != running_.end()) results_[found->second].logs.push_back(line);
}

}  // namespace tntc::cli::test
