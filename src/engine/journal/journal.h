#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/journal/options.h"
#include "engine/journal/replay.h"
#include "engine/journal/run_log.h"
#include "engine/journal/store.h"
#include "engine/journal/writer.h"
#include "engine/journal/writing_thread.h"

namespace tntc::engine::journal {

// The records of all runs that are to outlive this process. Lives on one thread, the loop's; a
// thread of its own writes and syncs, one sync for all that has come meanwhile.
class Journal {
 public:
  using Options = journal::Options;
  // Has a function called on the loop's thread; from any thread.
  using Post = std::function<void(std::function<void()>)>;
  // When it is on disk, or never will be.
  using Done = std::function<void(const Result<void>&)>;
  enum class State { good, full, broken };
  struct Ended {
    std::string id;
    Accepted accepted;
    RunEnded end;
  };
  // What an earlier process has left.
  struct Found {
    std::vector<std::string> unfinished;  // ids, in the order in which they were accepted
    std::vector<Ended> ended;             // in the order of their ends
    std::vector<std::string> findings;    // what was damaged, a line each
  };

  // Reads everything; `now` as in records.
  static Result<std::unique_ptr<Journal>> open(std::unique_ptr<Store> store, Options options,
                                               Post post, std::int64_t now);
  // Writes what it was given, first.
  ~Journal();

  // Once.
  Found take_found() { return std::move(found_); }
  // The log of a run that has not ended; null when there is none.
  const RunLog* log_of(const std::string& id) const;
  // Values and bundles that were put into files.
  Result<std::string> text_of(const Value& value) const;
  Result<std::string> bundle(const std::string& digest) const;

  // The bundle that runs are accepted with from now on.
  void use_bundle(const std::string& digest, std::string_view text);

  // Each writes one record; `done` may be null. A run's records are written in their order.
  // With a full disk `done` gets no_space, and the run is forgotten.
  void accept(const std::string& id, Accepted accepted, Done done);
  void add(const std::string& id, RecordKind kind, Done done = nullptr);  // one without payload
  void add(const std::string& id, const Started& started);
  void add(const std::string& id, NodeEnd end, Done done);
  void add(const std::string& id, Step step, Done done);
  void add(const std::string& id, Event event, Done done);
  void add(const std::string& id, const Parked& parked);
  // Never waited for. What is more than a run may have is dropped, and a line says so.
  void add(const std::string& id, const Log& line);
  void end(const std::string& id, RunEnded end, Done done);
  // `done` when all that was written before is kept as the durability of the run says.
  void sync(const std::string& id, Done done);

  State state() const { return state_; }
  // Why it is not good.
  const std::string& trouble() const { return trouble_; }
  std::uint64_t disk_bytes() const;

 private:
  struct Live {
    RunLog log;
    std::uint64_t bytes = 0;
    std::vector<std::string> values;  // digests
    bool copied = false;              // by compaction: its beginning may stand behind its end
  };
  using Logs = std::unordered_map<RunKey, Live, RunKeyHash>;
  struct Kept {
    RunKey run;
    std::int64_t ended_at = 0;
    std::uint64_t bytes = 0;
    std::vector<std::string> values;
    bool copied = false;
  };
  struct Job {
    Entry entry;
    Done done;
    RunKey run = {};
    // The first of its run: on a full disk it is given back, and the run with it.
    bool accepts = false;
    // The loop knows that the run was given back: nothing more comes of it.
    bool forgets = false;
    std::uint64_t compact = 0;  // a segment
    std::unordered_set<RunKey, RunKeyHash> kept = {};
    std::vector<std::string> remove = {};  // files
    bool sync_first = false;               // that nothing needs them is to be on disk before
  };
  struct Outcome {
    Done done;
    Result<void> result;
  };

  Journal(std::unique_ptr<Store> store, Options options, Post post);

  Logs::iterator find(const std::string& id);
  Result<void> load(std::int64_t now);
  void take_run(const RunKey& key, ReplayedRun& run, std::int64_t now);
  void settle_damages(const std::vector<Damage>& damages);
  void tidy_files(const std::vector<std::string>& names);
  std::string describe(const Damage& damage) const;
  void write(Logs::iterator of, RecordKind kind, const std::string& payload, Entry entry,
             Done done);
  void keep_value(Value& value, Live& live, Entry& entry);
  Done when_written(const Entry& entry, Done done);
  bool wants_sync(const Live& live) const;
  void retire(const RunKey& key, Live live, std::int64_t ended_at);
  void forget_old(std::int64_t now);
  void release(const std::vector<std::string>& values, std::vector<std::string>& files);
  void release_bundle(const std::string& digest);
  void compact_if_due();
  void push(Job job);
  void give_back(const RunKey& key);

  WritingThread::Pause turn();  // of the writing thread
  void settle(std::vector<Outcome> outcomes, State state, std::string trouble);
  bool carry_out(std::deque<Job>& jobs, std::vector<Outcome>& outcomes, Result<void>& trouble);
  void give_back_new_runs(std::deque<Job>& jobs, std::vector<Outcome>& outcomes, const Error& why);
  void drop_given_back(std::deque<Job>& jobs, std::vector<Outcome>& outcomes);

  std::unique_ptr<Store> store_;
  Options options_;
  Post post_;
  Found found_;
  Logs logs_;
  std::deque<Kept> kept_;
  struct Unwritten {
    std::string text;
    int writes = 0;  // that are to come
  };
  std::map<std::string, Unwritten> unwritten_;  // values on their way to the disk, by file
  std::map<std::string, int> value_users_;      // by digest
  std::map<std::string, int> bundle_users_;     // by digest: unfinished runs, and the one in use
  std::set<std::string> missing_bundles_;       // digests that runs want, without a file
  std::string bundle_in_use_;                   // digest
  std::uint64_t kept_bytes_ = 0;                // of records of all runs that are known
  std::uint64_t oldest_segment_ = 1;
  std::uint64_t newest_segment_ = 0;
  bool compacting_ = false;
  State state_ = State::good;
  std::string trouble_;

  // Of the writing thread, once it runs.
  std::unique_ptr<Writer> writer_;
  std::unordered_set<RunKey, RunKeyHash> given_back_;  // until the loop knows
  Error give_back_why_;
  std::deque<Job> in_hand_;  // taken from jobs_, not done
  bool full_ = false;        // the disk
  Result<void> ability_;     // to write; an error is for ever

  std::mutex mutex_;
  std::deque<Job> jobs_;  // guarded by mutex_
  std::atomic<std::uint64_t> last_segment_{0};
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<WritingThread> thread_;
};

}  // namespace tntc::engine::journal
