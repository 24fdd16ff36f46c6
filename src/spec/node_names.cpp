#include "spec/node_names.h"

#include <fmt/format.h>

#include "spec/suggest.h"

namespace tntc::spec {
namespace {

// Comparing a name with thousands of others takes a millisecond; do it for the first few only.
constexpr int kMostSuggestions = 10;

}  // namespace

NodeNames::NodeNames(const std::vector<Node>& nodes, Findings& findings)
    : nodes_(nodes), findings_(findings) {
  indices_.reserve(nodes.size());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) indices_.emplace(nodes[i].name, i);
}

std::optional<std::uint32_t> NodeNames::find(const YamlValue& name) {
  const auto found = indices_.find(name.text);
  if (found != indices_.end()) return found->second;
  findings_.error({name.offset, "unknown-node",
                   fmt::format("there is no node {}", quoted(name.text)), suggestion(name.text)});
  return std::nullopt;
}

std::string NodeNames::suggestion(std::string_view name) {
  constexpr std::string_view kOtherwise = "add it under `nodes`, or correct the name";
  if (++suggestions_ > kMostSuggestions) return std::string(kOtherwise);
  std::vector<std::string_view> names;
  names.reserve(nodes_.size());
  for (const Node& node : nodes_) names.push_back(node.name);
  return did_you_mean(name, names, std::string(kOtherwise));
}

}  // namespace tntc::spec
