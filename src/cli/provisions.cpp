#include "cli/provisions.h"

#include "engine/provision.h"

namespace tntc::cli {

flags::Flag secrets_flag(std::optional<std::string>& target) {
  return {
      .short_name = "",
      .name = "--secrets",
      .value_name = "PATH",
      .help = "take secrets from this file or directory only (default: .secrets/, .secrets.yaml)",
      .take = flags::into(target),
      .values = flags::Values::file};
}

Result<tntc::secrets::Loaded> load_secrets(const World& world, const std::string& directory,
                                           const std::optional<std::string>& only) {
  tntc::secrets::Places places;
  places.directory = absolute(world, directory);
  places.shown = directory;
  if (only) {
    places.only = absolute(world, *only);
    places.only_shown = *only;
  }
  return tntc::secrets::load(places);
}

Result<engine::Provisions> load_provisions(const World& world, const spec::Workflow& workflow,
                                           const std::string& directory,
                                           const std::optional<std::string>& only) {
  TNTC_TRY(const tntc::secrets::Loaded secrets, load_secrets(world, directory, only));
  return engine::provision(workflow, secrets,
                           [&](std::string_view name) -> std::optional<std::string> {
                             const auto found = world.environment.find(std::string(name));
                             if (found == world.environment.end()) return std::nullopt;
                             return found->second;
                           });
}

}  // namespace tntc::cli
