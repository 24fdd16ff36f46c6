#include "triggers/run_book.h"

#include <utility>

#include <fmt/format.h>

namespace tntc::triggers {
namespace {

Answer other_input() {
  Answer answer = answer_of(Error{ErrorKind::invalid,
                                  "this Idempotency-Key was used with another body",
                                  {},
                                  "send a new key with each new request, the same key only when "
                                  "the same request is sent again"});
  answer.status = 422;
  return answer;
}

Answer keys_full() {
  return answer_of(Error{ErrorKind::unavailable,
                         "too many keys of Idempotency-Key are remembered",
                         {},
                         "send the request again later, or start the engine with a higher "
                         "--idempotency-memory"});
}

Answer result_gone(const IdempotencyTable::Use& use) {
  return answer_of(
      Error{ErrorKind::conflict,
            fmt::format("run {} was started with this Idempotency-Key and has ended ({}), but its "
                        "result is not kept",
                        use.run, name_of(use.end)),
            {},
            "results that are large or old are dropped; start the engine with a higher "
            "--idempotency-memory, or send a new key to run it again"},
      use.run);
}

// Such a run may be sent again, so that its key must not stand in the way.
bool says_nothing(const Result<RunOutcome>& outcome) {
  return !outcome || outcome->end == RunEnd::interrupted;
}

}  // namespace

RunBook::RunBook(RunPort& runs, RunHistory::Limits history, IdempotencyTable::Limits keys,
                 Clocks clocks)
    : runs_(runs), history_(history), keys_(keys), clocks_(std::move(clocks)) {}

std::int64_t RunBook::now() const {
  return std::chrono::duration_cast<Milliseconds>(clocks_.wall().time_since_epoch()).count();
}

Result<RunId> RunBook::start(RunRequest request, Done done) {
  const auto run = history_.begin(request.trigger, now());
  const std::uint64_t number = run->number;
  auto started = runs_.start(
      std::move(request),
      [self = shared_from_this(), run, done = std::move(done)](Result<RunOutcome> outcome) {
        self->end(run, outcome);
        done(std::move(outcome));
      });
  if (started)
    history_.name(number, *started);
  else
    history_.drop(run);
  return started;
}

void RunBook::take_past_runs() {
  for (PastRun& past : runs_.take_past()) take_past_run(std::move(past));
}

void RunBook::take_past_run(PastRun past) {
  const auto run = history_.begin(past.trigger, past.accepted_at);
  run->id = past.id;
  // With a new process the keys of ended runs are remembered for their time once more.
  const bool has_key =
      !past.key.empty() && keys_.take_back(past.key, past.input_hash, past.input_size, past.id);
  if (past.ended_at != 0) {
    history_.end(run, past.end, past.result, past.ended_at);
    if (has_key) end_once(past.key, RunOutcome{past.id, past.end, std::move(past.result)});
    return;
  }
  runs_.follow(past.id, [self = shared_from_this(), run,
                         key = has_key ? past.key : std::string()](Result<RunOutcome> outcome) {
    self->end(run, outcome);
    if (!key.empty()) self->end_once(key, outcome);
  });
}

void RunBook::end(RunHistory::Run run, const Result<RunOutcome>& outcome) {
  if (!outcome) return history_.end(run, RunEnd::interrupted, error_json(outcome.error()), now());
  if (run->id.empty()) run->id = outcome->id;
  history_.end(run, outcome->end, outcome->result, now());
}

bool RunBook::cancel(std::string_view run, Kept kept) {
  if (!runs_.cancel(run, std::move(kept))) return false;
  if (RunRecord* const record = history_.find(run)) record->cancel_asked = true;
  return true;
}

void RunBook::prepare_retry(std::string_view run, std::string_view from, RetryReady ready) {
  const RunRecord* const known = history_.find(run);
  runs_.prepare_retry(
      run, from,
      [is_known = known != nullptr, id = std::string(run),
       ready = std::move(ready)](Result<RunRequest> request) {
        if (request || request.error().kind != ErrorKind::not_found || !is_known)
          return ready(std::move(request));
        ready(fail(ErrorKind::conflict,
                   fmt::format("run {} was not recorded, so that its input is not known", id),
                   "send the input again; docs/durability.md says which runs are recorded"));
      });
}

tl::expected<RunId, Answer> RunBook::start_once(const std::string& key, RunRequest request,
                                                Done done) {
  const auto claim = keys_.claim(key, request.input, clocks_.steady());
  switch (claim.verdict) {
    case IdempotencyTable::Verdict::fresh: break;
    case IdempotencyTable::Verdict::other_input: return tl::unexpected(other_input());
    case IdempotencyTable::Verdict::full: return tl::unexpected(keys_full());
    case IdempotencyTable::Verdict::going:
      waiting_[key].push_back(std::move(done));
      if (const auto unkept = unkept_.find(key); unkept != unkept_.end()) {
        unkept->second.push_back(std::move(request.on_kept));
      } else if (request.on_kept) {
        request.on_kept({});
      }
      return claim.use->run;
    case IdempotencyTable::Verdict::ended: {
      if (!claim.use->result_kept) return tl::unexpected(result_gone(*claim.use));
      RunId run = claim.use->run;
      done(RunOutcome{run, claim.use->end, claim.use->result});
      return run;
    }
  }
  request.key = key;
  return start_first(key, std::move(request), std::move(done));
}

tl::expected<RunId, Answer> RunBook::start_first(const std::string& key, RunRequest request,
                                                 Done done) {
  if (request.on_kept) {
    unkept_[key].push_back(std::move(request.on_kept));
    request.on_kept = [self = weak_from_this(), key](const Result<void>& kept) {
      if (const auto book = self.lock()) book->tell_kept(key, kept);
    };
  }
  auto started =
      start(std::move(request), [this, key, done = std::move(done)](Result<RunOutcome> outcome) {
        // The callback around this one holds the book.
        end_once(key, outcome);
        done(std::move(outcome));
      });
  if (!started) {
    unkept_.erase(key);
    keys_.forget(key);
    return tl::unexpected(answer_of(started.error()));
  }
  keys_.began(key, *started);
  return std::move(*started);
}

void RunBook::tell_kept(const std::string& key, const Result<void>& kept) {
  const auto asked = unkept_.extract(key);
  if (asked.empty()) return;
  for (const auto& on_kept : asked.mapped()) {
    if (on_kept) on_kept(kept);
  }
}

void RunBook::end_once(const std::string& key, const Result<RunOutcome>& outcome) {
  if (says_nothing(outcome))
    keys_.forget(key);
  else
    keys_.ended(key, *outcome, clocks_.steady());
  const auto waiting = waiting_.extract(key);
  if (waiting.empty()) return;
  for (const Done& done : waiting.mapped()) done(outcome);
}

}  // namespace tntc::triggers
