#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/contents.h"

namespace tntc::engine::journal {

// What the records of one run say so far: enough to go on with it after its worker or the service
// has died. A plain state machine; the engine and the reader of a journal feed it the same records.
class RunLog {
 public:
  struct Node {
    int attempt = 0;      // the last that may have begun
    int failures = 0;     // attempts that failed, as `retries` counts them
    int cuts = 0;         // attempts that were cut off, by a death of the worker or the service
    bool open = false;    // an attempt was recorded as begun, and not as ended
    bool unseen = false;  // another may have begun that is not recorded yet
    std::int64_t retry_at = 0;   // epoch ms: not before; 0: at once
    std::int64_t began_at = 0;   // the last attempt that was recorded as begun
    std::optional<NodeEnd> end;  // once settled
    // By name, until it has settled; of an element that is done only its result.
    std::map<std::string, Value> steps = {};
  };

  // False when the record cannot follow those before it: it says nothing that we understand.
  bool apply(const Record& record);

  // Set by the first record.
  const std::optional<Accepted>& accepted() const { return accepted_; }
  const std::optional<RunEnded>& ended() const { return ended_; }
  bool cancelled() const { return cancelled_; }
  bool sent() const { return sent_; }
  // Numbers below this one are used, by records that do not count.
  void go_on_at(std::uint32_t sequence) { next_sequence_ = sequence; }
  // Of the record that comes next.
  std::uint32_t next_sequence() const { return next_sequence_; }
  const std::map<std::string, Node>& nodes() const { return nodes_; }
  // In the order in which they came.
  const std::vector<Event>& events() const { return events_; }
  // Set while it does nothing but wait, and nothing of that is over.
  const std::optional<Parked>& parked() const { return parked_; }
  // Names, in the order in which the nodes settled.
  const std::vector<std::string>& settled() const { return settled_; }

  // Of the lines that its nodes have logged, of which nothing is held here.
  std::size_t log_bytes() const { return log_bytes_; }
  bool log_closed() const { return log_closed_; }  // nothing more of them is kept

  // What the next attempt of a node is to be called: more than any that may have begun.
  int next_attempt(const std::string& node) const;
  // The node whose attempts were cut off most often, and how often.
  std::pair<std::string, int> most_cut() const;

 private:
  void resume();
  void park(Parked parked);
  bool take_log(std::string_view payload);

  std::optional<Accepted> accepted_;
  std::optional<RunEnded> ended_;
  bool cancelled_ = false;
  bool sent_ = false;
  std::size_t log_bytes_ = 0;
  bool log_closed_ = false;
  int resumes_since_ready_ = 0;  // since nodes without a record may have become ready
  std::uint32_t next_sequence_ = 0;
  std::map<std::string, Node> nodes_;
  std::vector<std::string> settled_;
  std::vector<Event> events_;
  std::optional<Parked> parked_;
  bool left_worker_ = false;  // by being parked: all that has begun is recorded
};

}  // namespace tntc::engine::journal
