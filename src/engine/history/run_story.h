#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/history/index.h"
#include "engine/journal/contents.h"
#include "engine/journal/run_log.h"

namespace tntc::engine::history {

// One attempt of a node, as far as it is recorded.
struct Attempt {
  int number = 1;
  std::int64_t began_at = 0;  // 0: its beginning is not recorded
  std::optional<journal::NodeEnd> end = {};
};

// All that the journal says of a run.
struct RunStory {
  std::string id;
  journal::Accepted accepted;
  journal::RunLog log;  // what counts of it
  std::optional<journal::RunEnded> ended;
  std::map<std::string, std::vector<Attempt>> attempts;  // by node, in their order
  std::vector<journal::Log> lines;
  int resumed = 0;          // how often its worker or the engine had died
  bool incomplete = false;  // records of it are lost, or are being forgotten
};

// What an engine has recorded in the directory `state`, for people and programs that look into it
// while that engine runs, or none does. Everything is read only.
class RunRecords {
 public:
  // `not_found` when nothing has been recorded there.
  static Result<RunRecords> open(std::string state);

  Index& index() { return index_; }
  const std::string& state() const { return state_; }

  // The id that `prefix` is the beginning of: `not_found` when there is none, `invalid` when there
  // are several.
  Result<std::string> resolve(std::string_view prefix);
  // `not_found` when there is no such run, or none any more.
  Result<RunStory> story(const std::string& id);
  // `not_found` when it is kept no more.
  Result<std::string> text_of(const journal::Value& value) const;
  Result<std::string> bundle(const std::string& digest) const;

 private:
  RunRecords(std::string state, Index index) : state_(std::move(state)), index_(std::move(index)) {}

  std::string state_;
  Index index_;
};

}  // namespace tntc::engine::history
