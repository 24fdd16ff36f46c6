#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "config/config_file.h"
#include "config/keys.h"

namespace tntc::config {

// Who said what a setting is, from the weakest to the strongest.
enum class Origin { fallback, user, project, workflow, environment, flag };

// "user configuration"
std::string_view name_of(Origin origin);

struct Setting {
  std::string value;
  Origin origin = Origin::fallback;
  std::string place;  // "/p/.tentacular/config.yaml:2:12", "TNTC_REGISTRY", "--registry" or empty
};

struct Settings {
  std::array<Setting, kKeys.size()> all;

  const Setting& of(Key key) const { return all[static_cast<std::size_t>(key)]; }
};

// All that may say something.
struct Sources {
  using Variables = std::map<std::string, std::string, std::less<>>;

  std::array<std::optional<std::string>, kKeys.size()> flags = {};
  const Variables* variables = nullptr;
  std::string workflow_namespace = {};  // deployment.namespace of workflow.yaml; empty: none
  std::string workflow_file = {};       // where that stands
  const ConfigFile* project = nullptr;
  const ConfigFile* user = nullptr;
};

// The one place where it is decided which of several values counts, for every command. Pure. Fails
// when a flag or a variable says what cannot be. An empty variable is one that is not set, as in a
// shell; an empty flag or entry is a value.
Result<Settings> resolve(const Sources& sources);

}  // namespace tntc::config
