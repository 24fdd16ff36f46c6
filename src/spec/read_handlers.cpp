#include <fmt/format.h>

#include "spec/fields.h"
#include "spec/node_names.h"
#include "spec/read_sections.h"

namespace tntc::spec {
namespace {

// A handler is given what is known of the failure, and nothing is given its output: edges would
// make it wait for a node, or a node for it. It handles the failures of others only.
class HandlerReader {
 public:
  HandlerReader(std::vector<Node>& nodes, const std::vector<Edge>& edges, Findings& findings)
      : nodes_(nodes), names_(nodes, findings), findings_(findings), edge_at_(nodes.size()) {
    for (const Edge& edge : edges) {
      for (const std::uint32_t end : {edge.from, edge.to}) {
        if (!edge_at_[end]) edge_at_[end] = edge.at;
      }
    }
  }

  void read(std::uint32_t node, const YamlValue& fields_of_node) {
    Fields fields(fields_of_node, fields_of_node.offset, "", findings_);
    const YamlValue* const name = fields.text("onFailure");
    if (!name) return;
    nodes_[node].on_failure = name->text;
    if (const auto handler = names_.find(*name)) named_.push_back({node, *handler, name->offset});
  }

  void check() {
    for (const Named& named : named_) {
      if (auto fault = fault_of(named); !fault.message.empty()) {
        findings_.error(
            {named.offset, "invalid-handler", std::move(fault.message), std::move(fault.hint)});
      }
    }
  }

 private:
  struct Named {
    std::uint32_t node = 0;
    std::uint32_t handler = 0;
    std::size_t offset = 0;  // of the name
  };

  struct Fault {
    std::string message;  // empty: none
    std::string hint;
  };

  Fault fault_of(const Named& named) const {
    const Node& handler = nodes_[named.handler];
    const std::string name = quoted(handler.name);
    if (named.node == named.handler) {
      return {fmt::format("node {} cannot handle its own failure", name),
              "name another node; to try again, use retries"};
    }
    if (const auto& edge = edge_at_[named.handler]) {
      return {fmt::format("node {} handles failures and has an edge, in line {}", name, edge->line),
              "remove its edges: it runs by itself when the run has failed, and is told of the "
              "failure in its input"};
    }
    if (!handler.on_failure.empty()) {
      return {fmt::format("node {} handles failures and has an `onFailure` of its own", name),
              "remove its `onFailure`: nothing handles the failure of a handler; give it retries"};
    }
    if (handler.path.empty() && (handler.sleep || handler.wait_for)) {
      return {fmt::format("node {} has no code to handle a failure with", name),
              "name a node with a `path`"};
    }
    return {};
  }

  std::vector<Node>& nodes_;
  NodeNames names_;
  Findings& findings_;
  std::vector<std::optional<Position>> edge_at_;  // by node: its first edge
  std::vector<Named> named_;
};

}  // namespace

void read_handlers(const YamlValue& root, std::vector<Node>& nodes, const std::vector<Edge>& edges,
                   Findings& findings) {
  const YamlValue* const map = root.find("nodes");
  if (!map || map->kind != YamlKind::map) return;
  HandlerReader reader(nodes, edges, findings);
  // read_nodes made one node of each item.
  for (std::uint32_t i = 0; i < map->items.size(); ++i) {
    if (map->items[i].kind == YamlKind::map) reader.read(i, map->items[i]);
  }
  reader.check();
}

}  // namespace tntc::spec
