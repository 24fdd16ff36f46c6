#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "triggers/run_port.h"

namespace tntc::triggers {

// What is known of one run.
struct RunRecord {
  std::uint64_t number = 0;  // runs are numbered from 1 as they are accepted
  RunId id = {};
  std::string trigger = {};
  std::int64_t accepted_at = 0;  // Unix epoch, ms
  std::int64_t ended_at = 0;     // 0: it has not
  RunEnd end = RunEnd::failed;   // once it has
  bool cancel_asked = false;
  std::string result = {};       // of an ended one, as long as it is kept
  std::size_t result_bytes = 0;  // what it had, kept or not

  bool going() const { return ended_at == 0; }
};

// The runs that wait and go on, all of them, and those that ended last, bounded by their number and
// by the bytes of their results. Knows no clock.
class RunHistory {
 public:
  struct Limits {
    std::size_t runs = 1000;       // ended ones
    std::size_t bytes = 8u << 20;  // of their results, altogether
  };
  using Run = std::list<RunRecord>::iterator;  // of a run that goes on

  explicit RunHistory(Limits limits) : limits_(limits) {}

  // The id comes later: who starts a run learns it when it has been started.
  Run begin(std::string trigger, std::int64_t now);
  // Does nothing when the run has ended meanwhile.
  void name(std::uint64_t number, const RunId& id);
  // It was not accepted after all.
  void drop(Run run) { going_.erase(run); }
  // A result that is larger than one may be is not kept; the oldest results go when there are too
  // many bytes of them.
  void end(Run run, RunEnd end, std::string_view result, std::int64_t now);

  // Null when there is no such run, or none any more. Valid until the next call.
  RunRecord* find(std::string_view id);
  // Newest first.
  std::vector<const RunRecord*> all() const;

  // One result alone may not push out all others.
  std::size_t largest_result() const { return limits_.bytes / 8; }
  std::size_t bytes() const { return bytes_; }

 private:
  void forget_results();
  void forget_oldest();

  Limits limits_;
  std::list<RunRecord> going_;                                   // in the order they were accepted
  std::list<RunRecord> ended_;                                   // in the order they ended
  std::list<RunRecord>::iterator oldest_result_ = ended_.end();  // those before it have none
  std::list<RunRecord> spare_;  // forgotten ones: a busy engine writes each run over one of them
  std::size_t bytes_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace tntc::triggers
