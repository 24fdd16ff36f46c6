#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "triggers/run_port.h"

namespace tntc::triggers::testing {

// An engine that runs nothing: it keeps what it was given and echoes the input as the result. Runs
// end on the next turn of the loop, or, while `held` is set, when the test says so.
class FakeRunPort : public RunPort {
 public:
  explicit FakeRunPort(boost::asio::io_context& loop) : loop_(loop) {}

  std::vector<RunRequest> requests;                 // every accepted one, in order
  std::vector<RunId> cancelled;                     // in order
  std::vector<std::string> events;                  // "run name payload key", in order
  std::optional<Error> refusal;                     // start() fails with it
  std::optional<Error> failure;                     // runs end with it instead of an outcome
  RunEnd end = RunEnd::succeeded;                   // how runs end
  std::optional<std::string> result;                // their result instead of the echo
  std::set<RunId, std::less<>> waiting;             // those whose turn has not come
  std::map<RunId, std::string, std::less<>> waits;  // waits_json of runs
  std::optional<Result<RunRequest>> retry;          // what a retry is to be; else there is no run
  std::vector<std::string> retries;                 // "run from", in order
  Result<void> kept = {};                           // what is said of asynchronous runs
  bool held = false;
  bool ends_at_once = false;  // breaks the contract of the port on purpose: done inside start()

  Result<RunId> start(RunRequest request, Done done) override {
    if (refusal) return tl::unexpected(*refusal);
    RunId id = fmt::format("run-{}", requests.size() + 1);
    requests.push_back(std::move(request));
    if (requests.back().on_kept) {
      boost::asio::post(loop_, [on_kept = requests.back().on_kept, kept = kept] { on_kept(kept); });
    }
    const std::string& input = requests.back().input;
    going_.emplace(id, Going{std::move(done), {id, end, result ? *result : echo(input)}});
    if (ends_at_once)
      finish(id);
    else if (!held)
      boost::asio::post(loop_, [this, id] { finish(id); });
    return id;
  }

  using RunPort::cancel;
  bool cancel(std::string_view run, Kept on_kept) override {
    const auto found = going_.find(run);
    if (found == going_.end()) return false;
    cancelled.emplace_back(run);
    if (on_kept) {
      boost::asio::post(loop_, [on_kept = std::move(on_kept), kept = kept] { on_kept(kept); });
    }
    found->second.outcome.end = RunEnd::cancelled;
    boost::asio::post(loop_, [this, id = RunId(run)] { finish(id); });
    return true;
  }

  Result<void> send_event(std::string_view run, RunEvent event, Kept on_kept) override {
    if (!going_.contains(run)) return RunPort::send_event(run, std::move(event), on_kept);
    events.push_back(fmt::format("{} {} {} {}", run, event.name, event.payload, event.key));
    boost::asio::post(loop_, [on_kept = std::move(on_kept), kept = kept] { on_kept(kept); });
    return {};
  }

  void prepare_retry(std::string_view run, std::string_view from, RetryReady ready) override {
    retries.push_back(fmt::format("{} {}", run, from));
    if (!retry) return RunPort::prepare_retry(run, from, std::move(ready));
    boost::asio::post(loop_, [ready = std::move(ready), retry = *retry] { ready(retry); });
  }
  std::string waits_json(std::string_view run) const override {
    const auto found = waits.find(run);
    return found == waits.end() ? "" : found->second;
  }
  bool is_waiting(std::string_view run) const override { return waiting.contains(run); }

  std::size_t going() const { return going_.size(); }

  // Ends a held run. Nothing happens when it has ended before.
  void finish(const RunId& id) {
    auto node = going_.extract(id);
    if (node.empty()) return;
    Going& run = node.mapped();
    if (failure)
      run.done(tl::unexpected(*failure));
    else
      run.done(std::move(run.outcome));
  }

 private:
  struct Going {
    Done done;
    RunOutcome outcome;
  };

  static std::string echo(const std::string& input) {
    return fmt::format(R"({{"success":true,"outputs":{{"echo":{}}}}})", input);
  }

  boost::asio::io_context& loop_;
  std::map<RunId, Going, std::less<>> going_;
};

}  // namespace tntc::triggers::testing
