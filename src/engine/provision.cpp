#include "engine/provision.h"

#include <set>

namespace tntc::engine {

Provisions provision(const spec::Workflow& workflow, const secrets::Loaded& secrets,
                     const Variable& variable) {
  std::set<std::string> names;
  for (const spec::Node& node : workflow.nodes) {
    if (!node.capabilities.env) continue;
    names.insert(node.capabilities.env->begin(), node.capabilities.env->end());
  }
  Provisions provisions;
  provisions.secrets = std::string(secrets.json.reveal());
  for (const std::string& name : names) {
    if (auto value = variable(name)) provisions.env.emplace_back(name, std::move(*value));
  }
  const auto either = [&](std::string_view lower, std::string_view upper) {
    auto value = variable(lower);
    if (!value) value = variable(upper);
    return value.value_or("");
  };
  provisions.http_proxy = either("http_proxy", "HTTP_PROXY");
  provisions.https_proxy = either("https_proxy", "HTTPS_PROXY");
  provisions.no_proxy = either("no_proxy", "NO_PROXY");
  return provisions;
}

}  // namespace tntc::engine
