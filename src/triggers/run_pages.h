#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "triggers/http_answer.h"
#include "triggers/run_book.h"

namespace tntc::triggers {

enum class RunState { queued, running, succeeded, failed, cancelled, interrupted };

// What the query of /runs asks for.
struct RunQuery {
  std::size_t limit = 100;
  std::optional<RunState> status = {};
  std::optional<std::uint64_t> before = {};  // the number of a run: older ones only
  std::optional<std::int64_t> since = {};    // accepted then or later; Unix epoch, ms
};

// Every fault of a query is `invalid` and says what may stand there.
Result<RunQuery> read_run_query(std::string_view query);

// Of /runs/{id}/retry: the node to begin at, empty for the whole run.
Result<std::string> read_retry_query(std::string_view query);

Answer list_runs(RunBook& book, std::string_view query);
Answer show_run(RunBook& book, std::string_view id);

// Of a run that goes on. `kept` is given the answer when what was asked for is kept, unless there
// is an answer at once.
using AnswerKept = std::function<void(Answer)>;
std::optional<Answer> cancel_run(RunBook& book, std::string_view id, AnswerKept kept);
std::optional<Answer> send_event(RunBook& book, std::string_view id, RunEvent event,
                                 AnswerKept kept);

// To a client that does not wait: 202, where the run is to be found, and what is known of it.
Answer run_accepted(RunBook& book, const RunId& id);

}  // namespace tntc::triggers
