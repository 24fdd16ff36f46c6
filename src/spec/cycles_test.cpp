#include "spec/cycles.h"

#include <gmock/gmock.h>

namespace tntc::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Edge> edges_of(std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> pairs) {
  std::vector<Edge> edges;
  for (const auto& [from, to] : pairs) edges.push_back({from, to, {}});
  return edges;
}

TEST(Cycles, AreNotInADag) {
  EXPECT_THAT(find_cycles(0, {}), IsEmpty());
  EXPECT_THAT(find_cycles(4, edges_of({{0, 1}, {0, 2}, {1, 3}, {2, 3}})), IsEmpty());
}

TEST(Cycles, HaveTheirWholePathAndNothingElse) {
  const auto cycles = find_cycles(5, edges_of({{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 4}}));

  ASSERT_THAT(cycles, SizeIs(1));
  EXPECT_THAT(cycles[0].nodes, ElementsAre(1, 2, 3));
  EXPECT_EQ(cycles[0].closing_edge, 3u);
}

TEST(Cycles, OfSeparatePartsAreAllFound) {
  EXPECT_THAT(find_cycles(4, edges_of({{0, 1}, {1, 0}, {2, 3}, {3, 2}})), SizeIs(2));
}

TEST(Cycles, DoNotIncludeSelfLoops) {
  EXPECT_THAT(find_cycles(1, edges_of({{0, 0}})), IsEmpty());
}

TEST(Cycles, OfThousandsOfNodesNeedNoRecursion) {
  constexpr std::uint32_t kNodes = 100'000;
  std::vector<Edge> edges;
  for (std::uint32_t i = 0; i < kNodes; ++i) edges.push_back({i, (i + 1) % kNodes, {}});

  const auto cycles = find_cycles(kNodes, edges);

  ASSERT_THAT(cycles, SizeIs(1));
  EXPECT_THAT(cycles[0].nodes, SizeIs(kNodes));
}

}  // namespace
}  // namespace tntc::spec
