#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/cron.h"
#include "spec/workflow.h"
#include "triggers/zone.h"

namespace tntc::triggers {

// A cron trigger of a workflow, ready to be asked.
struct CronTrigger {
  std::string name;      // empty when it has none
  std::string schedule;  // as written
  spec::Cron cron;
  Zone zone;
};

// Its name, else its schedule.
const std::string& title_of(const CronTrigger& trigger);

// Whether they have the same name and are due at the same instants.
bool operator==(const CronTrigger& a, const CronTrigger& b);

// Those of a checked workflow. `not_found` for a zone this machine does not have, with the place in
// workflow.yaml.
Result<std::vector<CronTrigger>> cron_triggers(const std::vector<spec::Trigger>& triggers);

enum class CronVerdict {
  run,      // start it now, and say so when it has ended
  skipped,  // the run before is still going: two of one trigger never overlap
  missed,   // its minute has passed unseen: the machine slept, or its clock was put forward
};

// What becomes of the due instants from `first` to `last` of one trigger.
struct CronDecision {
  std::size_t trigger = 0;  // index into the book's triggers
  CronVerdict verdict = CronVerdict::run;
  Instant first{};
  Instant last{};  // equals `first` but for `missed`
  std::uint64_t count = 1;
  bool at_least = false;  // `count` is where counting was given up
};

// Decides what a set of cron triggers does as time goes by. Every instant at which a trigger is
// due, from the start of the book on, is told in exactly one decision, whatever the clock does.
// Holds no clock and no timer.
class CronBook {
 public:
  CronBook(std::vector<CronTrigger> triggers, Instant now);

  // What has become due by `now` and was not told before.
  std::vector<CronDecision> decide(Instant now);

  // The run that a decision asked for has ended, or was not started.
  void ended(std::uint64_t run_key);

  // Another version of the workflow: triggers it has too keep their place, so that an edit neither
  // loses an instant nor fires one twice; a run that goes on still holds back the next one.
  void replace(std::vector<CronTrigger> triggers, Instant now);

  // The earliest instant at which there will be something to decide.
  std::optional<Instant> next() const;
  std::optional<Instant> next_of(std::size_t trigger) const { return entries_[trigger].next; }

  // Whether its triggers are these, in this order.
  bool holds(const std::vector<CronTrigger>& triggers) const;

  const CronTrigger& trigger(std::size_t index) const { return entries_[index].trigger; }
  std::size_t size() const { return entries_.size(); }

  // Names the trigger across `replace`, where indexes change.
  std::uint64_t run_key(std::size_t trigger) const { return entries_[trigger].key; }

 private:
  struct Entry {
    CronTrigger trigger;
    std::uint64_t key = 0;
    std::optional<Instant> next;
    bool going = false;
  };

  void decide(std::size_t index, Instant now, std::vector<CronDecision>& decisions);

  std::vector<Entry> entries_;
  std::uint64_t last_key_ = 0;
};

}  // namespace tntc::triggers
