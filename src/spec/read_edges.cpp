#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "spec/cycles.h"
#include "spec/fields.h"
#include "spec/node_names.h"
#include "spec/read_sections.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 2> kKeys = {"from", "to"};
constexpr std::string_view kEdgeHint = "write `- from: fetch` and below it `  to: store`";
// Long cycles are shown by their beginning.
constexpr std::size_t kNamesShown = 50;

class EdgeReader {
 public:
  EdgeReader(const std::vector<Node>& nodes, Findings& findings)
      : nodes_(nodes), names_(nodes, findings), findings_(findings) {}

  void read(const YamlValue& item, std::size_t number) {
    if (item.kind != YamlKind::map) {
      findings_.error({item.offset, "wrong-type",
                       fmt::format("edge {} must be a mapping, not {}", number, noun_of(item.kind)),
                       std::string(kEdgeHint)});
      return;
    }
    Fields fields(item, item.offset, fmt::format("edge {}", number), findings_);
    fields.warn_of_unknown(kKeys);
    const auto from = find_end(fields, "from");
    const auto to = find_end(fields, "to");
    if (!from || !to) return;
    if (*from == *to) {
      findings_.error({item.offset, "self-loop",
                       fmt::format("node {} waits for itself", quoted(nodes_[*from].name)),
                       "remove the edge; to repeat a node, use retries"});
    } else if (!seen_.insert(std::uint64_t{*from} << 32 | *to).second) {
      findings_.error({item.offset, "duplicate-edge",
                       fmt::format("the edge {} → {} is given twice", quoted(nodes_[*from].name),
                                   quoted(nodes_[*to].name)),
                       "remove one of them"});
    } else {
      edges_.push_back({*from, *to, findings_.source().position(item.offset)});
      offsets_.push_back(item.offset);
    }
  }

  std::vector<Edge> finish() {
    for (const Cycle& cycle : find_cycles(nodes_.size(), edges_)) {
      findings_.error({offsets_[cycle.closing_edge], "cycle", "cycle: " + path_of(cycle),
                       "remove one of these edges: a node cannot wait for what comes after it"});
    }
    return std::move(edges_);
  }

 private:
  std::optional<std::uint32_t> find_end(Fields& fields, std::string_view key) {
    const YamlValue* const name = fields.required_text(key, std::string(kEdgeHint));
    return name ? names_.find(*name) : std::nullopt;
  }

  std::string path_of(const Cycle& cycle) const {
    std::string path;
    const std::size_t shown = std::min(cycle.nodes.size(), kNamesShown);
    for (std::size_t i = 0; i < shown; ++i) path += nodes_[cycle.nodes[i]].name + " → ";
    if (shown < cycle.nodes.size()) path += fmt::format("({} more) → ", cycle.nodes.size() - shown);
    return path + nodes_[cycle.nodes.front()].name;
  }

  const std::vector<Node>& nodes_;
  NodeNames names_;
  Findings& findings_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<Edge> edges_;
  std::vector<std::size_t> offsets_;  // of edges_
};

}  // namespace

std::vector<Edge> read_edges(const YamlValue& root, const std::vector<Node>& nodes,
                             Findings& findings) {
  const YamlValue* const list = Fields(root, root.offset, "the workflow", findings).list("edges");
  if (!list) return {};
  EdgeReader reader(nodes, findings);
  for (std::size_t i = 0; i < list->items.size(); ++i) reader.read(list->items[i], i + 1);
  return reader.finish();
}

}  // namespace tntc::spec
