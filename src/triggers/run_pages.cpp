#include "triggers/run_pages.h"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "spec/names.h"

namespace tntc::triggers {
namespace {

constexpr std::size_t kMostListed = 1000;
constexpr std::uint64_t kLatest = std::uint64_t{1} << 53;  // what JSON programs count exactly

constexpr std::array<std::string_view, 6> kStates = {"queued", "running",   "succeeded",
                                                     "failed", "cancelled", "interrupted"};
constexpr std::string_view kStateHint =
    "write queued, running, succeeded, failed, cancelled or interrupted";

tl::unexpected<Error> wrong(std::string_view name, std::string_view value, std::string_view hint) {
  return fail(
      ErrorKind::invalid,
      fmt::format("the query of /runs: `{}` is no value for {}", value.substr(0, 100), name),
      std::string(hint));
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<void> take(RunQuery& query, std::string_view name, std::string_view value) {
  if (name == "status") {
    for (std::size_t i = 0; i < kStates.size(); ++i)
      if (value == kStates[i]) query.status = static_cast<RunState>(i);
    if (!query.status) return wrong(name, value, kStateHint);
    return {};
  }
  const auto number = number_in(value);
  if (name == "limit") {
    if (!number || *number == 0 || *number > kMostListed)
      return wrong(name, value, "write a number from 1 to 1000");
    query.limit = static_cast<std::size_t>(*number);
    return {};
  }
  if (name == "before") {
    if (!number) return wrong(name, value, "write what `next` of the page before says");
    query.before = number;
    return {};
  }
  if (name == "since") {
    if (!number || *number > kLatest)
      return wrong(name, value, "write milliseconds since 1970, as `acceptedAt` has them");
    query.since = static_cast<std::int64_t>(*number);
    return {};
  }
  return fail(ErrorKind::invalid,
              fmt::format("the query of /runs has no `{}`", name.substr(0, 100)),
              "it has limit, status, since and before");
}

RunState state_of(const RunBook& book, const RunRecord& run) {
  if (run.going()) return book.is_waiting(run.id) ? RunState::queued : RunState::running;
  switch (run.end) {
    case RunEnd::succeeded: return RunState::succeeded;
    case RunEnd::failed: return RunState::failed;
    case RunEnd::cancelled: return RunState::cancelled;
    case RunEnd::interrupted: break;
  }
  return RunState::interrupted;
}

void append_number(std::string& json, std::string_view name, std::int64_t number) {
  json.append(",\"").append(name).append("\":");
  append_json_number(json, number);
}

// Without the brace at its end.
void append_open_run(std::string& json, const RunBook& book, const RunRecord& run) {
  json += "{\"id\":";
  append_json_string(json, run.id);
  json += ",\"state\":\"";
  json += kStates[static_cast<std::size_t>(state_of(book, run))];
  json += "\",\"trigger\":";
  append_json_string(json, run.trigger);
  append_number(json, "acceptedAt", run.accepted_at);
  if (run.going()) {
    append_number(json, "elapsedMs", book.now() - run.accepted_at);
    if (run.cancel_asked) json += ",\"cancelling\":true";
    return;
  }
  append_number(json, "completedAt", run.ended_at);
  append_number(json, "durationMs", run.ended_at - run.accepted_at);
  append_number(json, "resultBytes", static_cast<std::int64_t>(run.result_bytes));
}

std::string why_not_kept(const RunRecord& run, std::size_t largest) {
  if (run.result_bytes > largest)
    return fmt::format(
        "the result has {} bytes and was not kept: one may have at most {}; start the engine with "
        "a higher --keep-results",
        run.result_bytes, largest);
  return "the result was dropped to make room for later ones; start the engine with a higher "
         "--keep-results";
}

std::string run_json(RunBook& book, const RunRecord& run) {
  std::string json;
  json.reserve(run.result.size() + 300);
  append_open_run(json, book, run);
  if (!run.going()) {
    json += ",\"result\":";
    json += run.result.empty() ? "null" : run.result;
    if (run.result.empty()) {
      json += ",\"note\":";
      append_json_string(json, why_not_kept(run, book.history().largest_result()));
    }
  }
  return json + '}';
}

Answer no_such_run(std::string_view id) {
  return answer_of(Error{ErrorKind::not_found,
                         fmt::format("there is no run `{}`, or none any more", id.substr(0, 100)),
                         {},
                         "GET /runs lists those that are known; start the engine with a higher "
                         "--keep-runs to keep more"});
}

}  // namespace

Result<RunQuery> read_run_query(std::string_view query) {
  RunQuery read;
  std::string seen;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const std::string_view name = pair.substr(0, pair.find('='));
    const std::string mark = fmt::format("&{}=", name);
    if (seen.find(mark) != std::string::npos)
      return fail(ErrorKind::invalid,
                  fmt::format("the query of /runs has `{}` twice", name.substr(0, 100)),
                  "leave one of them out");
    seen += mark;
    TNTC_CHECK(take(read, name, pair.substr(std::min(name.size() + 1, pair.size()))));
  }
  return read;
}

Result<std::string> read_retry_query(std::string_view query) {
  constexpr std::string_view kFrom = "from=";
  if (query.empty()) return std::string();
  if (query.starts_with(kFrom) && query.find('&') == std::string_view::npos) {
    return std::string(query.substr(kFrom.size()));
  }
  return fail(ErrorKind::invalid,
              fmt::format("the query of a retry is not understood: `{}`", query.substr(0, 100)),
              "it has `from`, the name of a node, or nothing");
}

Answer list_runs(RunBook& book, std::string_view query) {
  const auto asked = read_run_query(query);
  if (!asked) return answer_of(asked.error());
  std::string json = "{\"runs\":[";
  std::size_t listed = 0;
  std::uint64_t last = 0;
  for (const RunRecord* run : book.history().all()) {
    if (asked->before && run->number >= *asked->before) continue;
    if (asked->since && run->accepted_at < *asked->since) continue;
    if (asked->status && state_of(book, *run) != *asked->status) continue;
    if (listed == asked->limit) {  // there is one more: the next page is not empty
      json += fmt::format(R"(],"next":"{}"}})", last);
      return {.body = std::move(json)};
    }
    if (listed++ > 0) json += ',';
    append_open_run(json, book, *run);
    json += '}';
    last = run->number;
  }
  return {.body = std::move(json) + "]}"};
}

Answer show_run(RunBook& book, std::string_view id) {
  const RunRecord* const run = book.history().find(id);
  if (run == nullptr) return no_such_run(id);
  Answer answer{.body = run_json(book, *run), .run = run->id};
  const std::string waits = run->going() ? book.waits_json(run->id) : std::string();
  if (!waits.empty()) {
    answer.body.pop_back();  // the brace
    answer.body += ",\"waiting\":" + waits + '}';
  }
  return answer;
}

namespace {

Answer has_ended(const RunRecord& run) {
  return answer_of(Error{ErrorKind::conflict,
                         fmt::format("run {} has ended", run.id),
                         {},
                         "GET /runs/{id} shows how"},
                   run.id);
}

}  // namespace

std::optional<Answer> cancel_run(RunBook& book, std::string_view id, AnswerKept kept) {
  const RunRecord* const run = book.history().find(id);
  if (run == nullptr) return no_such_run(id);
  const auto answer = std::make_shared<Answer>(Answer{.status = 202, .run = run->id});
  const bool there =
      run->going() && book.cancel(id, [answer, kept = std::move(kept)](const Result<void>& result) {
        kept(result ? std::move(*answer) : answer_of(result.error(), std::move(answer->run)));
      });
  if (!there) return has_ended(*run);
  answer->body = run_json(book, *run);  // as it is now, with its end asked for
  return std::nullopt;
}

std::optional<Answer> send_event(RunBook& book, std::string_view id, RunEvent event,
                                 AnswerKept kept) {
  if (!spec::is_event_name(event.name)) {
    return answer_of(Error{ErrorKind::invalid,
                           fmt::format("`{}` is no name of an event", event.name.substr(0, 200)),
                           {},
                           "a name has 1 to 128 letters, digits, dots, hyphens and underscores"});
  }
  const RunRecord* const run = book.history().find(id);
  if (run == nullptr) return no_such_run(id);
  if (!run->going()) return has_ended(*run);
  std::string body = "{\"id\":";
  append_json_string(body, run->id);
  body += ",\"event\":";
  append_json_string(body, event.name);
  body += '}';
  const auto sent = book.send_event(
      id, std::move(event),
      [body = std::move(body), run = run->id, kept = std::move(kept)](const Result<void>& result) {
        kept(result ? Answer{.status = 202, .body = body, .run = run}
                    : answer_of(result.error(), run));
      });
  if (sent) return std::nullopt;
  if (sent.error().kind == ErrorKind::not_found) return has_ended(*run);
  return answer_of(sent.error(), run->id);
}

Answer run_accepted(RunBook& book, const RunId& id) {
  const RunRecord* const run = book.history().find(id);
  // With --keep-runs 0 it may have come and gone.
  Answer answer =
      run == nullptr ? no_such_run(id) : Answer{.body = run_json(book, *run), .run = run->id};
  answer.status = 202;
  answer.headers = fmt::format("\r\nLocation: /runs/{}", id);
  return answer;
}

}  // namespace tntc::triggers
