#include "engine/so_far.h"

#include <gmock/gmock.h>

namespace tntc::engine {
namespace {

using testing::ElementsAre;

// a, b and so on; those of `conditional` have a condition.
spec::Workflow workflow(std::size_t nodes, std::vector<std::pair<int, int>> edges,
                        std::vector<std::size_t> conditional = {}) {
  spec::Workflow made;
  made.nodes.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) made.nodes[i].name = std::string(1, char('a' + i));
  for (const auto& [from, to] : edges) {
    made.edges.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), {}});
  }
  for (const std::size_t node : conditional) made.nodes[node].when = "input.go";
  return made;
}

journal::RunLog log_of(const std::vector<std::string>& settled) {
  journal::RunLog log;
  const auto apply = [&](journal::RecordKind kind, const std::string& payload) {
    EXPECT_TRUE(log.apply({{}, log.next_sequence(), kind, payload}));
  };
  apply(journal::RecordKind::accepted, encode(journal::Accepted{}));
  for (const std::string& name : settled) {
    apply(journal::RecordKind::node_end, encode(journal::NodeEnd{.node = name}));
  }
  return log;
}

TEST(SoFar, TellsSettledNodesInTheirOrderThenThoseThatMayHaveBegun) {
  const auto fan = workflow(5, {{0, 2}, {1, 2}, {2, 3}, {2, 4}});
  EXPECT_THAT(nodes_to_tell(fan, log_of({})), ElementsAre(0, 1));
  EXPECT_THAT(nodes_to_tell(fan, log_of({"b"})), ElementsAre(1, 0));
  EXPECT_THAT(nodes_to_tell(fan, log_of({"b", "a"})), ElementsAre(1, 0, 2));
  EXPECT_THAT(nodes_to_tell(fan, log_of({"b", "a", "c", "e"})), ElementsAre(1, 0, 2, 4, 3));
}

TEST(SoFar, DoesNotWaitForWhatMayHaveBeenSkipped) {
  // b has a condition, so that c may be skipped with it; d has another input.
  const auto some = workflow(5, {{0, 1}, {1, 2}, {2, 3}, {0, 3}, {2, 4}}, {1});
  EXPECT_THAT(nodes_to_tell(some, log_of({})), ElementsAre(0, 2, 4));
  EXPECT_THAT(nodes_to_tell(some, log_of({"a"})), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(nodes_to_tell(some, log_of({"a", "b"})), ElementsAre(0, 1, 2, 3, 4));
}

TEST(SoFar, PassesOverNodesThatTheWorkflowDoesNotHave) {
  EXPECT_THAT(nodes_to_tell(workflow(2, {{0, 1}}), log_of({"z", "a"})), ElementsAre(0, 1));
}

}  // namespace
}  // namespace tntc::engine
