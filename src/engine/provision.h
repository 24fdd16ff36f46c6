#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "secrets/load.h"
#include "spec/workflow.h"

namespace tntc::engine {

// A variable of the environment; nothing: it is not set.
using Variable = std::function<std::optional<std::string>(std::string_view name)>;

// What the nodes of `workflow` are given: the secrets, and of the environment the variables that
// some node declares in `capabilities.env`, no others. What the environment says about HTTP proxies
// (http_proxy or HTTP_PROXY, and so on) holds for their fetches.
Provisions provision(const spec::Workflow& workflow, const secrets::Loaded& secrets,
                     const Variable& variable);

}  // namespace tntc::engine
