#pragma once

#include "spec/fields.h"
#include "spec/findings.h"
#include "spec/workflow.h"
#include "spec/yaml_tree.h"

// One function for each part of workflow.yaml. Each reports what is wrong with its part and reads
// what it can, so that the parts after it can still be checked against it.
namespace tntc::spec {

std::vector<Trigger> read_triggers(const YamlValue& root, Findings& findings);
std::vector<Node> read_nodes(const YamlValue& root, Findings& findings);
// `waitFor` of a node that has it.
std::optional<WaitFor> read_wait_for(Fields& node, Findings& findings);
// `forEach`, `concurrency` and `onError` of a node. `what` names it in messages.
std::optional<ForEach> read_for_each(Fields& node, const std::string& what, Findings& findings);
Capabilities read_capabilities(const YamlValue& map, Findings& findings);
std::vector<Edge> read_edges(const YamlValue& root, const std::vector<Node>& nodes,
                             Findings& findings);
// Reads `onFailure` into `nodes`, and checks that those it names can be handlers.
void read_handlers(const YamlValue& root, std::vector<Node>& nodes, const std::vector<Edge>& edges,
                   Findings& findings);
Config read_config(const YamlValue& root, Findings& findings);

}  // namespace tntc::spec
