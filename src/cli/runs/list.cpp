#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/log_text.h"
#include "cli/runs/runs.h"
#include "cli/runs/state_text.h"
#include "ui/elapsed.h"
#include "ui/json_text.h"
#include "ui/table.h"

namespace tntc::cli::runs {
namespace {

using engine::history::RunFilter;
using engine::history::RunRow;

constexpr std::size_t kUsualLimit = 50;  // what a screen or two hold

// Nothing: no run can be in that state now.
Result<std::optional<RunFilter::State>> state_filter(const std::string& status, bool engine_runs) {
  using Wanted = std::optional<RunFilter::State>;
  const auto if_holds = [](bool holds, RunFilter::State state) {
    return holds ? Wanted(state) : Wanted();
  };
  if (status == "queued") return if_holds(engine_runs, {.end = {}, .sent = false});
  if (status == "running") return if_holds(engine_runs, {.end = {}, .sent = true});
  if (status == "stopped") return if_holds(!engine_runs, {});
  for (const auto end : {triggers::RunEnd::succeeded, triggers::RunEnd::failed,
                         triggers::RunEnd::cancelled, triggers::RunEnd::interrupted}) {
    if (status == name_of(end)) return Wanted(RunFilter::State{.end = end, .sent = {}});
  }
  return fail(ErrorKind::invalid, "`" + status + "` is no state of a run",
              "write queued, running, stopped, succeeded, failed, cancelled or interrupted");
}

struct Listed {
  std::vector<RunRow> runs;
  bool more = false;
};

Result<Listed> find(const Options& options, const Session& session, const Place& place,
                    bool engine_runs) {
  RunFilter filter;
  const std::size_t limit = options.limit.value_or(kUsualLimit);
  filter.limit = limit + 1;  // whether there are more
  if (options.since) filter.since = now_ms(session) - options.since->count();
  if (options.status) {
    TNTC_TRY(filter.state, state_filter(*options.status, engine_runs));
    if (!filter.state) return Listed{};
  }
  auto records = open_records(place);
  if (!records && records.error().kind == ErrorKind::not_found) return Listed{};
  if (!records) return tl::unexpected(records.error());
  if (options.before) {
    TNTC_TRY(filter.before, during("--before", records->resolve(*options.before)));
  }
  Listed listed;
  TNTC_TRY(listed.runs, records->index().list(filter));
  listed.more = listed.runs.size() > limit;
  if (listed.more) listed.runs.resize(limit);
  return listed;
}

std::int64_t duration_of(const RunRow& run, std::int64_t now) {
  return (run.ended_at != 0 ? run.ended_at : now) - run.accepted_at;
}

// Of a run that was cancelled or has gone well it is not why.
std::string failed_node(const RunRow& run) {
  const bool failed = run.ended_at == 0 || run.end == triggers::RunEnd::failed;
  return failed ? run.failed_node : std::string();
}

std::string json_of(const RunRow& run, std::string_view state, std::int64_t now) {
  std::string json = fmt::format(
      R"({{"id":"{}","state":"{}","trigger":{},"triggerName":{},"acceptedAt":{})", run.id, state,
      ui::quoted(run.trigger), ui::quoted(run.trigger_name), run.accepted_at);
  if (run.ended_at != 0) json += fmt::format(R"(,"completedAt":{})", run.ended_at);
  json += fmt::format(R"(,"{}":{})", run.ended_at != 0 ? "durationMs" : "elapsedMs",
                      duration_of(run, now));
  if (run.cancelled && run.ended_at == 0) json += R"(,"cancelling":true)";
  const std::string node = failed_node(run);
  return json + fmt::format(R"(,"failedNode":{}}})", node.empty() ? "null" : ui::quoted(node));
}

std::string text_of(const Listed& listed, const Place& place, bool engine_runs, std::int64_t now) {
  if (listed.runs.empty()) return "no such runs of " + place.shown + " are recorded\n";
  std::vector<std::vector<std::string>> rows;
  for (const RunRow& run : listed.runs) {
    const std::string_view state = state_of(run, engine_runs);
    rows.push_back({run.id, std::string(state), trigger_text(run.trigger, run.trigger_name),
                    time_text(run.accepted_at), ui::elapsed(Milliseconds(duration_of(run, now))),
                    harmless(failed_node(run))});
  }
  std::string text =
      ui::table({"ID", "STATE", "TRIGGER", "ACCEPTED", "DURATION", "FAILED NODE"}, rows);
  if (listed.more) text += "older ones: --before " + listed.runs.back().id + '\n';
  return text;
}

}  // namespace

Report list(const Options& options, Session& session, const Place& place) {
  const bool engine_runs = engine::history::find_engine(place.state).runs;
  auto listed = find(options, session, place, engine_runs);
  if (!listed) return failed(std::move(listed.error()));
  const std::int64_t now = now_ms(session);
  Report report;
  std::string runs;
  for (const RunRow& run : listed->runs) {
    runs += (runs.empty() ? "" : ",") + json_of(run, state_of(run, engine_runs), now);
  }
  report.data = fmt::format(R"({{"engine":{},"runs":[{}],"next":{}}})", engine_runs, runs,
                            listed->more ? ui::quoted(listed->runs.back().id) : "null");
  report.text = text_of(*listed, place, engine_runs, now);
  return report;
}

}  // namespace tntc::cli::runs
