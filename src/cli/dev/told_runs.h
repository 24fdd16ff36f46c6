#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "triggers/run_port.h"

namespace tntc::cli::dev {

// A RunPort that passes everything on and tells how each run ended, and which trigger had asked
// for it.
class ToldRuns : public triggers::RunPort {
 public:
  struct Trigger {
    std::string type;
    std::string name;
  };
  using Tell = std::function<void(const Trigger&, const Result<triggers::RunOutcome>&)>;

  ToldRuns(triggers::RunPort& runs, Tell tell) : runs_(runs), tell_(std::move(tell)) {}

  Result<triggers::RunId> start(triggers::RunRequest request, Done done) override {
    Done told = told_as({request.trigger, request.trigger_name}, std::move(done));
    return runs_.start(std::move(request), std::move(told));
  }

  std::vector<triggers::PastRun> take_past() override {
    auto past = runs_.take_past();
    for (const triggers::PastRun& run : past) {
      if (run.ended_at == 0) past_triggers_[run.id] = run.trigger;
    }
    return past;
  }
  void follow(std::string_view run, Done done) override {
    const auto past = past_triggers_.extract(std::string(run));
    const std::string trigger = past.empty() ? std::string() : past.mapped();
    runs_.follow(run, told_as({trigger, ""}, std::move(done)));
  }
  using RunPort::cancel;
  bool cancel(std::string_view run, Kept kept) override {
    return runs_.cancel(run, std::move(kept));
  }
  Result<void> send_event(std::string_view run, triggers::RunEvent event, Kept kept) override {
    return runs_.send_event(run, std::move(event), std::move(kept));
  }
  void prepare_retry(std::string_view run, std::string_view from, RetryReady ready) override {
    runs_.prepare_retry(run, from, std::move(ready));
  }
  std::string waits_json(std::string_view run) const override { return runs_.waits_json(run); }
  bool is_waiting(std::string_view run) const override { return runs_.is_waiting(run); }

 private:
  Done told_as(Trigger trigger, Done done) const {
    return [tell = tell_, trigger = std::move(trigger),
            done = std::move(done)](Result<triggers::RunOutcome> outcome) {
      tell(trigger, outcome);
      done(std::move(outcome));
    };
  }

  triggers::RunPort& runs_;
  Tell tell_;
  std::map<std::string, std::string> past_triggers_;  // by run
};

}  // namespace tntc::cli::dev
