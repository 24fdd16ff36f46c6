#include "cli/runs/runs.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <vector>

#include "cli/provisions.h"
#include "cli/run/run.h"

namespace tntc::cli::runs {
namespace {

constexpr std::size_t kMostListed = 10'000;

constexpr Example kExamples[] = {
    {"tntc runs", "the newest runs of the workflow in the current directory"},
    {"tntc runs ./digest --status failed --since 24h", "those of a day that failed"},
    {"tntc runs show 018f3b6e", "one of them: its graph, inputs, outputs, attempts and logs"},
    {"tntc runs show 018f3b6e --node fetch", "one node of it, in full"},
    {"tntc runs retry 018f3b6e --from digest", "again, with what came before `digest`"},
    {"tntc runs cancel 018f3b6e", "end it"},
    {"tntc runs send 018f3b6e approved --input '{\"by\": \"Ada\"}'", "give it an event"},
    {"tntc runs -o json | jq '.data.runs[].id'", "for scripts"},
};

const std::vector<std::string>& actions() {
  static const std::vector<std::string> kNames{"show", "cancel", "retry", "send"};
  return kNames;
}

flags::Take into_limit(std::optional<std::size_t>& target) {
  return [&target](const std::string& value) -> Result<void> {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = error == std::errc() && end == value.data() + value.size();
    if (!whole || number < 1 || number > kMostListed) {
      return fail(ErrorKind::invalid, "`" + value + "` is not a number from 1 to 10000");
    }
    target = number;
    return {};
  };
}

// What the words ask for.
struct Wish {
  std::string action;  // empty: the list
  std::string id;
  std::string event;
  std::string directory = ".";
};

tl::unexpected<Error> too_many(const std::string& word) {
  return fail(ErrorKind::invalid, "unexpected argument `" + word + "`",
              "`tntc help runs` lists what it takes");
}

tl::unexpected<Error> missing(const std::string& action, const char* what) {
  return fail(ErrorKind::invalid, "missing argument " + std::string(what),
              "write `tntc runs " + action + (action == "send" ? " ID EVENT`" : " ID`") +
                  "; `tntc runs` lists the ids");
}

Result<Wish> wish_of(std::span<const std::string> words) {
  std::vector<std::string> given;
  for (const std::string& word : words) {
    if (!word.empty()) given.push_back(word);
  }
  Wish wish;
  if (given.empty()) return wish;
  if (std::ranges::find(actions(), given[0]) == actions().end()) {
    wish.directory = given[0];
    if (given.size() == 1) return wish;
    if (run::names_directory(given[0])) return too_many(given[1]);
    return fail(ErrorKind::invalid, "`" + given[0] + "` is nothing `tntc runs` does",
                "write `tntc runs show ID`, cancel, retry or send");
  }
  wish.action = given[0];
  if (given.size() < 2) return missing(wish.action, "ID");
  wish.id = given[1];
  std::size_t next = 2;
  if (wish.action == "send") {
    if (given.size() < 3) return missing(wish.action, "EVENT");
    wish.event = given[next++];
  }
  if (given.size() > next) wish.directory = given[next++];
  if (given.size() > next) return too_many(given[next]);
  return wish;
}

// Every flag but the general ones is for one of the things.
Result<void> check_flags(const Options& options, const std::string& action) {
  const auto check = [&](bool given, const char* flag,
                         std::initializer_list<std::string_view> whose) -> Result<void> {
    if (!given || std::ranges::find(whose, action) != whose.end()) return {};
    const std::string_view first = *whose.begin();
    return fail(ErrorKind::invalid,
                std::string(flag) + " is a flag of " +
                    (first.empty() ? "the list of runs" : "`tntc runs " + std::string(first) + '`'),
                "leave it out");
  };
  TNTC_CHECK(check(options.status.has_value(), "--status", {""}));
  TNTC_CHECK(check(options.since.has_value(), "--since", {""}));
  TNTC_CHECK(check(options.limit.has_value(), "--limit", {""}));
  TNTC_CHECK(check(options.before.has_value(), "--before", {""}));
  TNTC_CHECK(check(options.node.has_value(), "--node", {"show"}));
  TNTC_CHECK(check(options.from.has_value(), "--from", {"retry"}));
  TNTC_CHECK(check(options.input.has_value(), "--input", {"send"}));
  return check(options.secrets.has_value(), "--secrets", {"cancel", "retry", "send"});
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {
      .name = "runs",
      .summary = "List, show, cancel and retry the runs of a workflow",
      .details =
          "`tntc runs [DIR]` lists the runs that are recorded, the newest first; "
          "docs/durability.md\n"
          "says which are. `show ID`, `cancel ID`, `retry ID` and `send ID EVENT` take the DIR\n"
          "behind them. An ID may be shortened as long as only one run has one that begins so.\n"
          "cancel, retry and send talk to the engine that serves the workflow and exit with 6\n"
          "when there is none; list and show need no engine.",
      .examples = kExamples,
      .describe = &Parts::describe,
      .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {
      .arguments = {{.name = "ACTION|DIR",
                     .help = "show, cancel, retry or send; or the directory of a workflow: . or "
                             "./name (default: .)",
                     .take = flags::into(options.words[0]),
                     .values = flags::Values::choice,
                     .choices = actions()},
                    {.name = "ID",
                     .help = "the run, or the beginning of its id",
                     .take = flags::into(options.words[1])},
                    {.name = "EVENT",
                     .help = "send: the name of the event",
                     .take = flags::into(options.words[2])},
                    {.name = "DIR",
                     .help = "the workflow directory (default: the current one)",
                     .take = flags::into(options.words[3]),
                     .values = flags::Values::directory}},
      .flags = {{.short_name = "",
                 .name = "--status",
                 .value_name = "STATE",
                 .help = "list: runs in this state; `stopped` ones wait for an engine",
                 .take = flags::into(options.status),
                 .values = flags::Values::choice,
                 .choices = {"queued", "running", "stopped", "succeeded", "failed", "cancelled",
                             "interrupted"}},
                {.short_name = "",
                 .name = "--since",
                 .value_name = "DURATION",
                 .help = "list: runs that were accepted within that time: 1h, 30m",
                 .take = flags::into(options.since)},
                {.short_name = "",
                 .name = "--limit",
                 .value_name = "N",
                 .help = "list: so many at most (default: 50)",
                 .take = into_limit(options.limit)},
                {.short_name = "",
                 .name = "--before",
                 .value_name = "ID",
                 .help = "list: older ones than this run: the next page",
                 .take = flags::into(options.before)},
                {.short_name = "",
                 .name = "--node",
                 .value_name = "NAME",
                 .help = "show: this node only, with its values in full",
                 .take = flags::into(options.node)},
                {.short_name = "",
                 .name = "--from",
                 .value_name = "NODE",
                 .help = "retry: begin there, with the outputs that the nodes before it had",
                 .take = flags::into(options.from)},
                {.short_name = "-i",
                 .name = "--input",
                 .value_name = "JSON",
                 .help = "send: what the event carries: JSON, @FILE, or - (default: {})",
                 .take = flags::into(options.input),
                 .values = flags::Values::file},
                state_flag(options.state),
                secrets_flag(options.secrets)}};
}

Report run(const Options& options, Session& session) {
  const auto wish = wish_of(options.words);
  if (!wish) return failed(wish.error());
  if (auto fits = check_flags(options, wish->action); !fits) return failed(fits.error());
  const auto place = find_place(session.world, wish->directory, options.state);
  if (!place) return failed(place.error());
  if (wish->action == "show") return show(options, session, *place, wish->id);
  if (wish->action == "cancel") return cancel(options, session, *place, wish->id);
  if (wish->action == "retry") return retry(options, session, *place, wish->id);
  if (wish->action == "send") return send(options, session, *place, wish->id, wish->event);
  return list(options, session, *place);
}

}  // namespace tntc::cli::runs
