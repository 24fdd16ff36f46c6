#include "cli/explain/explain.h"

#include <fmt/format.h>

#include "cli/runs/run_graph.h"
#include "cli/runs/state_text.h"
#include "cli/runs/waiting_text.h"

namespace tntc::cli::explain {
namespace {

constexpr Example kExamples[] = {
    {"tntc explain 018f3b6e", "what a run of the workflow in the current directory waits for"},
    {"tntc explain 018f3b6e ./digest -o json", "of another one, for scripts"},
};

std::string text_of(const engine::history::RunStory& story, std::string_view state,
                    const std::vector<engine::history::Waiting>& waits, std::int64_t now) {
  std::string text = fmt::format("run {} {}\n", story.id, state);
  if (story.ended) {
    return text + fmt::format(
                      "  it ended at {} and waits for nothing; `tntc runs show {}` tells "
                      "how it went\n",
                      runs::time_text(story.ended->at), story.id);
  }
  for (const auto& waiting : waits) {
    text += "  " + runs::waiting_text(waiting, story, now) + '\n';
  }
  return text;
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "explain",
          .summary = "Say why a run has not ended: what it waits for",
          .details =
              "Its turn, an attempt of a node, the next attempt of one that failed, the end of a\n"
              "sleep, an event, or an engine. It reads what is recorded and needs no engine.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "ID",
                         .help = "the run, or the beginning of its id; `tntc runs` lists them",
                         .take = flags::into(options.id),
                         .required = true},
                        {.name = "DIR",
                         .help = "the workflow directory: . or ./name (default: .)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {runs::state_flag(options.state)}};
}

Report run(const Options& options, Session& session) {
  const auto place = runs::find_place(session.world, options.directory, options.state);
  if (!place) return failed(place.error());
  const auto found = runs::find_run(*place, options.id);
  if (!found) return failed(found.error());
  const runs::RunGraph graph = runs::RunGraph::of(found->records, found->story, *place);
  const bool engine_runs = engine::history::find_engine(place->state).runs;
  const std::int64_t now = runs::now_ms(session);
  const auto waits = runs::waits_of(found->story, graph, engine_runs, now);
  const std::string_view state = runs::state_of(found->story, engine_runs);
  Report report;
  report.text = text_of(found->story, state, waits, now);
  report.data = fmt::format(R"({{"id":"{}","state":"{}","waiting":{}}})", found->story.id, state,
                            engine::history::to_json(waits));
  return report;
}

}  // namespace tntc::cli::explain
