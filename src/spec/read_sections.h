#pragma once

#include "spec/findings.h"
#include "spec/workflow.h"
#include "spec/yaml_tree.h"

// One function for each part of workflow.yaml. Each reports what is wrong with its part and reads
// what it can, so that the parts after it can still be checked against it.
namespace tntc::spec {

std::vector<Trigger> read_triggers(const YamlValue& root, Findings& findings);
std::vector<Node> read_nodes(const YamlValue& root, Findings& findings);
Capabilities read_capabilities(const YamlValue& map, Findings& findings);
std::vector<Edge> read_edges(const YamlValue& root, const std::vector<Node>& nodes,
                             Findings& findings);
Config read_config(const YamlValue& root, Findings& findings);

}  // namespace tntc::spec
