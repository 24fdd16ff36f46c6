#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/journal/journal.h"

namespace tntc::reliability {

// What somebody was told of the runs of a journal, and what must be found again therefore.
class Promises {
 public:
  struct Run {
    bool synced = false;  // of durability disk
    bool accepted = false;
    bool refused = false;
    bool cancelled = false;
    std::map<std::string, std::string> nodes = {};  // outputs by name
    std::map<std::string, std::string> steps = {};  // by "node name"
    std::optional<std::string> result = {};
  };

  // A line says one thing; it can come from another process.
  void take(const std::string& line);
  std::map<int, Run> runs;
};

// A journal that is used by process after process, as `seed` has it. What is told is appended to
// `told`, at once.
class JournalLife {
 public:
  using OpenStore = std::function<Result<std::unique_ptr<engine::journal::Store>>()>;
  JournalLife(OpenStore open_store, engine::journal::Options options, std::uint64_t seed,
              std::function<void(const std::string&)> told)
      : open_store_(std::move(open_store)),
        options_(options),
        random_(seed),
        told_(std::move(told)) {}

  // One process: opens the journal and does so many things, as far as it comes.
  void live(int acts);
  // An engine that only looks. Gives what is not as it was promised; "" when all is. `torn`: the
  // last writes may be there in part; `power`: what was not synced may be gone.
  std::string look(Promises& promises, bool torn, bool power);
  std::uint32_t random(std::uint32_t below) {
    return static_cast<std::uint32_t>(random_() % below);
  }
  // Called before each turn of the writing thread.
  std::function<void()> before_turn;
  // Called when an engine that looks has seen all, before it ends.
  std::function<void()> when_seen;

 private:
  Result<void> open();
  void act();
  void turn();
  void accept();
  void end_node(const std::string& id, int run);
  void tell_when_kept(const std::string& id, const std::string& line);

  OpenStore open_store_;
  engine::journal::Options options_;
  std::mt19937_64 random_;
  std::function<void(const std::string&)> told_;
  std::unique_ptr<engine::journal::Journal> journal_;
  engine::journal::Journal::Found found_;
  std::deque<std::function<void()>> posted_;
  std::vector<int> open_;                             // runs that have not ended
  std::map<int, std::vector<std::string>> unsynced_;  // what a sync of the run will tell
  int last_run_ = 0;
  int values_ = 0;
};

std::string id_of(int run);

}  // namespace tntc::reliability
