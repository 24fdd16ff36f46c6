#include "cli/runs/place.h"

#include <utility>

#include "cli/run/run.h"
#include "engine/engine.h"
#include "io/files.h"

namespace tntc::cli::runs {

flags::Flag state_flag(std::optional<std::string>& target) {
  return {.short_name = "",
          .name = "--state",
          .value_name = "PATH",
          .help = "where the engine records runs, as its --state (default: DIR/.tentacular/state)",
          .take = flags::into(target),
          .values = flags::Values::directory};
}

Result<Place> find_place(const World& world, const std::string& directory,
                         const std::optional<std::string>& state) {
  TNTC_CHECK(run::check_is_directory(world, directory));
  Place place{.shown = directory, .directory = absolute(world, directory), .state = {}};
  const auto kind = io::kind_of(place.directory);
  if (!kind && kind.error().kind != ErrorKind::not_found) return tl::unexpected(kind.error());
  if (!kind || *kind != io::FileKind::directory) {
    return fail(ErrorKind::not_found, "there is no directory `" + directory + "`",
                "name the directory of a workflow");
  }
  place.state = state ? absolute(world, *state) : engine::usual_state(place.directory);
  return place;
}

Result<engine::history::RunRecords> open_records(const Place& place) {
  auto records = engine::history::RunRecords::open(place.state);
  if (records || records.error().kind != ErrorKind::not_found) return records;
  return fail(ErrorKind::not_found, "no runs of " + place.shown + " are recorded",
              "`tntc dev` and tentacular-engine record them; an engine with --state DIR is asked "
              "for with the same --state DIR");
}

Result<Found> find_run(const Place& place, const std::string& id) {
  TNTC_TRY(engine::history::RunRecords records, open_records(place));
  TNTC_TRY(const std::string whole, records.resolve(id));
  TNTC_TRY(engine::history::RunStory story, records.story(whole));
  return Found{std::move(records), std::move(story)};
}

}  // namespace tntc::cli::runs
