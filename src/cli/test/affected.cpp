#include "cli/test/affected.h"

#include <algorithm>

#include "cli/test/json_tree.h"
#include "triggers/json_check.h"

namespace tntc::cli::test {
namespace {

bool is_fixture(const std::string& path) {
  return path.starts_with(std::string(kFixtures) + '/') && path.ends_with(".json");
}

bool is_made_of(const tntc::bundle::Module& module, const std::string& path) {
  if (module.path == path) return true;
  if (triggers::find_json_fault(module.source_map)) return false;
  const JsonNode map = parse_json_tree(module.source_map);
  const JsonNode* sources = map.find("sources");
  return sources != nullptr && std::ranges::any_of(sources->items, [&](const JsonNode& source) {
           return source.text == path;
         });
}

}  // namespace

bool Affected::holds(const FixtureFile& file) const {
  if (all || fixtures.contains(file.name)) return true;
  return file.owner.empty() ? !nodes.empty() : nodes.contains(file.owner);
}

Affected affected_by(const std::vector<std::string>& paths, const spec::Workflow& workflow,
                     const tntc::bundle::Bundle& bundle) {
  Affected affected;
  for (const std::string& path : paths) {
    if (path.empty() || path == "workflow.yaml") affected.all = true;
    if (is_fixture(path)) affected.fixtures.insert(path.substr(kFixtures.size() + 1));
    for (std::size_t i = 0; i < workflow.nodes.size() && i < bundle.node_module.size(); ++i) {
      const bool touched = is_made_of(bundle.modules[bundle.node_module[i]], path);
      if (touched) affected.nodes.insert(workflow.nodes[i].name);
    }
  }
  return affected;
}

bool only_fixtures(const std::vector<std::string>& paths) {
  return std::ranges::all_of(paths, is_fixture);
}

}  // namespace tntc::cli::test
