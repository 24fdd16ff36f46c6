#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cli/session.h"
#include "cli/test/verdict.h"
#include "engine/engine.h"

namespace tntc::cli::test {

// What became of a job.
struct TestResult {
  Job job;
  Verdict verdict;
  triggers::RunOutcome outcome = {};
  Milliseconds duration{0};
  std::vector<engine::LogLine> logs;
};

// Runs jobs through an engine, several at once, and collects what became of each. Ctrl-C cancels
// what runs and starts nothing more.
class Crowd {
 public:
  Crowd(Session& session, boost::asio::io_context& loop, Milliseconds timeout, std::size_t at_once)
      : session_(session), loop_(loop), timeout_(timeout), at_once_(at_once) {}

  // In the order of the jobs. `cancelled` after Ctrl-C.
  Result<std::vector<TestResult>> run(engine::Engine& engine, std::vector<Job> jobs);

  // For engine::Options::log.
  void hear(const engine::LogLine& line);

 private:
  void start_more(engine::Engine& engine);
  void ended(std::size_t index, Result<triggers::RunOutcome> outcome);

  Session& session_;
  boost::asio::io_context& loop_;
  Milliseconds timeout_;
  std::size_t at_once_;
  std::vector<TestResult> results_;
  std::size_t started_ = 0, finished_ = 0;
  std::map<std::string, std::size_t, std::less<>> running_;  // by run id
  bool interrupted_ = false;
};

}  // namespace tntc::cli::test
