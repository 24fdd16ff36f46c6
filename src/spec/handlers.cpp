#include "spec/handlers.h"

#include <string_view>
#include <unordered_map>

namespace tntc::spec {

std::vector<bool> handlers(const Workflow& workflow) {
  std::vector<bool> found(workflow.nodes.size(), false);
  for (const auto handler : handler_of_each(workflow)) {
    if (handler) found[*handler] = true;
  }
  return found;
}

std::vector<std::optional<std::uint32_t>> handler_of_each(const Workflow& workflow) {
  std::unordered_map<std::string_view, std::uint32_t> indices;
  for (std::uint32_t i = 0; i < workflow.nodes.size(); ++i) {
    indices.emplace(workflow.nodes[i].name, i);
  }
  std::vector<std::optional<std::uint32_t>> found(workflow.nodes.size());
  for (std::uint32_t i = 0; i < workflow.nodes.size(); ++i) {
    const std::string& name = workflow.nodes[i].on_failure;
    if (const auto at = indices.find(name); !name.empty() && at != indices.end()) {
      found[i] = at->second;
    }
  }
  return found;
}

}  // namespace tntc::spec
