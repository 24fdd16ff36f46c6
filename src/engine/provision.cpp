#include "engine/provision.h"

#include <set>

#include "grants/grants.h"

namespace tntc::engine {

Provisions provision(const spec::Workflow& workflow, const secrets::Loaded& secrets,
                     const Variable& variable) {
  std::set<std::string> names;
  for (const spec::Node& node : workflow.nodes) {
    if (!node.capabilities.env) continue;
    for (std::string& name : grants::split_list(*node.capabilities.env)) {
      names.insert(std::move(name));
    }
  }
  Provisions provisions;
  provisions.secrets = std::string(secrets.json.reveal());
  for (const std::string& name : names) {
    if (auto value = variable(name)) provisions.env.emplace_back(name, std::move(*value));
  }
  return provisions;
}

}  // namespace tntc::engine
