#include "config/settings.h"

namespace tntc::config {
namespace {

std::optional<Setting> from_file(const ConfigFile* file, Origin origin, Key key) {
  if (file == nullptr || !file->entry(key)) return std::nullopt;
  return Setting{file->entry(key)->value, origin, file->entry(key)->place};
}

std::optional<Setting> from_flag(const Sources& sources, Key key) {
  const auto& flag = sources.flags[static_cast<std::size_t>(key)];
  if (!flag) return std::nullopt;
  return Setting{*flag, Origin::flag, std::string(flag_of(key))};
}

std::optional<Setting> from_variable(const Sources& sources, Key key) {
  if (sources.variables == nullptr) return std::nullopt;
  const auto found = sources.variables->find(variable_of(key));
  if (found == sources.variables->end() || found->second.empty()) return std::nullopt;
  return Setting{found->second, Origin::environment, found->first};
}

std::optional<Setting> from_workflow(const Sources& sources, Key key) {
  if (key != Key::kubernetes_namespace || sources.workflow_namespace.empty()) return std::nullopt;
  return Setting{sources.workflow_namespace, Origin::workflow, sources.workflow_file};
}

Result<Setting> setting_of(const Sources& sources, Key key) {
  for (const auto& said : {from_flag(sources, key), from_variable(sources, key)}) {
    if (!said) continue;
    TNTC_CHECK(during(said->place, check(key, said->value)));
    return *said;
  }
  for (const auto& said :
       {from_workflow(sources, key), from_file(sources.project, Origin::project, key),
        from_file(sources.user, Origin::user, key)})
    if (said) return *said;
  return Setting{std::string(fallback_of(key)), Origin::fallback, {}};
}

}  // namespace

std::string_view name_of(Origin origin) {
  switch (origin) {
    case Origin::fallback: return "default";
    case Origin::user: return "user configuration";
    case Origin::project: return "project configuration";
    case Origin::workflow: return "workflow";
    case Origin::environment: return "environment";
    case Origin::flag: return "flag";
  }
  return "default";
}

Result<Settings> resolve(const Sources& sources) {
  Settings settings;
  for (const Key key : kKeys) {
    TNTC_TRY(settings.all[static_cast<std::size_t>(key)], setting_of(sources, key));
  }
  return settings;
}

}  // namespace tntc::config
