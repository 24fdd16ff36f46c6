#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "spec/findings.h"
#include "spec/workflow.h"
#include "spec/yaml_tree.h"

namespace tntc::spec {

// Finds the nodes that other parts of the file name.
class NodeNames {
 public:
  // Both outlive this.
  NodeNames(const std::vector<Node>& nodes, Findings& findings);

  // The index of the node that `name` names; reports one that is not there.
  std::optional<std::uint32_t> find(const YamlValue& name);

 private:
  std::string suggestion(std::string_view name);

  const std::vector<Node>& nodes_;
  Findings& findings_;
  std::unordered_map<std::string_view, std::uint32_t> indices_;
  int suggestions_ = 0;
};

}  // namespace tntc::spec
