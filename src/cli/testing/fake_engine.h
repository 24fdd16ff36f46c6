#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "cli/ports.h"
#include "engine/engine.h"

namespace tntc::cli::testing {

// What a fake engine was told, and what it shall do; outlives the engine, which the command owns.
struct EngineScript {
  // What every run comes to.
  triggers::RunEnd end = triggers::RunEnd::succeeded;
  std::string result = R"({"success":true,"outputs":{},"errors":{},"timing":{}})";
  std::vector<engine::LogLine> logs;  // said before each run ends
  bool held = false;                  // runs end only when they are cancelled
  std::optional<Error> start_refusal, reload_refusal;

  std::vector<triggers::RunRequest> requests;
  std::vector<std::string> digests;  // of the bundles it was given, the first at its making
  std::vector<engine::Provisions> provisions;  // likewise
  int cancelled = 0;
  bool drained = false;
};

// An engine that runs nothing. Runs end on the next turn of the loop.
class FakeEngine : public engine::Engine {
 public:
  FakeEngine(boost::asio::io_context& loop, EngineScript& script, engine::Options options)
      : loop_(loop), script_(script), options_(std::move(options)) {}

  Result<triggers::RunId> start(triggers::RunRequest request, Done done) override {
    if (script_.start_refusal) return tl::unexpected(*script_.start_refusal);
    script_.requests.push_back(std::move(request));
    if (script_.requests.back().on_kept) {
      boost::asio::post(loop_, [on_kept = script_.requests.back().on_kept] { on_kept({}); });
    }
    triggers::RunId id = "run-" + std::to_string(script_.requests.size());
    going_[id] = std::move(done);
    if (!script_.held) boost::asio::post(loop_, [this, id] { finish(id, script_.end); });
    return id;
  }

  using RunPort::cancel;
  bool cancel(std::string_view run, Kept kept) override {
    const std::string id(run);
    if (!going_.contains(id)) return false;
    ++script_.cancelled;
    if (kept) boost::asio::post(loop_, [kept = std::move(kept)] { kept({}); });
    boost::asio::post(loop_, [this, id] { finish(id, triggers::RunEnd::cancelled); });
    return true;
  }

  Result<void> reload(tntc::bundle::Bundle bundle, const engine::Provisions& provisions) override {
    if (script_.reload_refusal) return tl::unexpected(*script_.reload_refusal);
    script_.provisions.push_back(provisions);
    script_.digests.push_back(bundle.digest);
    return {};
  }

  void drain(Milliseconds, std::function<void()> done) override {
    drain_done_ = std::move(done);
    end_drain();
  }

  std::string walls() const override { return {}; }
  std::string health_json() const override { return R"({"fake":true})"; }
  std::string metrics_text() const override { return {}; }

 private:
  void finish(const std::string& id, triggers::RunEnd end) {
    auto going = going_.extract(id);
    if (going.empty()) return;
    for (const engine::LogLine& line : script_.logs) options_.log(line);
    going.mapped()(triggers::RunOutcome{id, end, script_.result});
    end_drain();
  }

  void end_drain() {
    if (!drain_done_ || !going_.empty()) return;
    script_.drained = true;
    boost::asio::post(loop_, std::exchange(drain_done_, nullptr));
  }

  boost::asio::io_context& loop_;
  EngineScript& script_;
  engine::Options options_;
  std::map<std::string, Done> going_;
  std::function<void()> drain_done_;
};

// Ctrl-C at the press of a test.
class FakeInterrupts : public Interrupts {
 public:
  void watch(boost::asio::io_context& loop, std::function<void()> told) override {
    loop_ = &loop;
    told_ = std::move(told);
    for (; early_ > 0; --early_) press();
  }
  void stop() override { told_ = nullptr; }

  // Before anybody watches, the press is kept.
  void press() {
    if (!told_) {
      ++early_;
      return;
    }
    boost::asio::post(*loop_, [this] {
      if (told_) told_();
    });
  }

 private:
  boost::asio::io_context* loop_ = nullptr;
  std::function<void()> told_;
  int early_ = 0;
};

}  // namespace tntc::cli::testing
