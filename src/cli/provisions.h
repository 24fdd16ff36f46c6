#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/flags/syntax.h"
#include "cli/world.h"
#include "engine/engine.h"
#include "secrets/load.h"
#include "spec/workflow.h"

namespace tntc::cli {

// --secrets, as run, dev and `secrets check` take it.
flags::Flag secrets_flag(std::optional<std::string>& target);

// The secrets of the workflow in the directory the user wrote as `directory`, or of `only`.
Result<tntc::secrets::Loaded> load_secrets(const World& world, const std::string& directory,
                                           const std::optional<std::string>& only);

// What its nodes are given: those secrets, and the variables they declare.
Result<engine::Provisions> load_provisions(const World& world, const spec::Workflow& workflow,
                                           const std::string& directory,
                                           const std::optional<std::string>& only);

}  // namespace tntc::cli
