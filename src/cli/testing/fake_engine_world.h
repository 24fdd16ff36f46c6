#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "bundle/bundle.h"
#include "cli/testing/fake_engine.h"
#include "cli/testing/fake_world.h"

namespace tntc::cli::testing {

// A FakeWorld with a compiler and an engine. The compiler's bundle has the sources as they are; a
// source that holds "SYNTAX ERROR" does not compile.
class FakeEngineWorld : public FakeWorld {
 public:
  // What a test does while the command is inside its loop: each step once its condition holds.
  struct Step {
    std::function<bool()> when;
    std::function<void()> act;
  };

  FakeEngineWorld() {
    write("esbuild", "x");
    write("tentacular-worker", "x");
    ports.interrupts = &interrupts;
    ports.compile = [](const std::string& directory, const std::string&) {
      return compile(directory);
    };
    ports.make_engine = [this](boost::asio::io_context& loop, const tntc::bundle::Bundle& bundle,
                               const engine::Provisions& provisions, engine::Options options) {
      engine.provisions.push_back(provisions);
      return make_engine(loop, bundle, std::move(options));
    };
  }

  EngineScript engine;
  FakeInterrupts interrupts;
  engine::Options engine_options;
  std::vector<Step> steps;
  bool gave_up = false;  // a step's condition never came

 private:
  // The timer goes away with the engine, before the loop does.
  struct SteppedEngine : FakeEngine {
    SteppedEngine(boost::asio::io_context& loop, EngineScript& script, engine::Options options)
        : FakeEngine(loop, script, std::move(options)), poll(loop) {}
    boost::asio::steady_timer poll;
  };

  static constexpr std::chrono::milliseconds kPoll{2};
  static constexpr int kMostPolls = 5000;  // ten seconds

  static Result<tntc::bundle::Compiled> compile(const std::string& directory) {
    tntc::bundle::Compiled compiled;
    tntc::bundle::Bundle bundle;
    TNTC_TRY(bundle.workflow_yaml, io::read_file(directory + "/workflow.yaml", 1 << 20));
    bundle.digest = bundle.workflow_yaml;
    auto parsed = spec::parse_workflow(bundle.workflow_yaml, directory + "/workflow.yaml");
    compiled.diagnostics = std::move(parsed.diagnostics);
    if (!parsed.workflow) return compiled;
    for (const spec::Node& node : parsed.workflow->nodes) {
      if (node.path.empty()) continue;
      const std::string file = directory + "/" + node.path.substr(2);
      TNTC_TRY(const std::string source, io::read_file(file, 1 << 20));
      bundle.digest += source;
      if (source.find("SYNTAX ERROR") == std::string::npos) continue;
      compiled.diagnostics.push_back({.file = file, .line = 1, .message = "unexpected text"});
    }
    if (!has_errors(compiled.diagnostics)) compiled.bundle = std::move(bundle);
    return compiled;
  }

  Result<std::unique_ptr<engine::Engine>> make_engine(boost::asio::io_context& loop,
                                                      const tntc::bundle::Bundle& bundle,
                                                      engine::Options options) {
    engine.digests.push_back(bundle.digest);
    engine_options = options;
    auto made = std::make_unique<SteppedEngine>(loop, engine, std::move(options));
    if (!steps.empty()) watch_steps(loop, made->poll, 0, 0);
    return made;
  }

  void watch_steps(boost::asio::io_context& loop, boost::asio::steady_timer& poll, std::size_t step,
                   int polls) {
    if (step == steps.size()) return;
    if (polls > kMostPolls) {
      gave_up = true;
      loop.stop();
      return;
    }
    poll.expires_after(kPoll);
    poll.async_wait([this, &loop, &poll, step, polls](const boost::system::error_code& error) {
      if (error) return;
      const bool due = steps[step].when();
      if (due) steps[step].act();
      watch_steps(loop, poll, due ? step + 1 : step, due ? 0 : polls + 1);
    });
  }
};

}  // namespace tntc::cli::testing
