#include "dag/plan.h"

#include <algorithm>
#include <ctime>

#include <gmock/gmock.h>

namespace tntc::dag {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names_in_order(const Plan& plan) {
  std::vector<std::string> names;
  for (const NodeIndex node : plan.order()) names.push_back(plan.name(node));
  return names;
}

std::vector<std::vector<std::string>> named_stages(const Plan& plan) {
  std::vector<std::vector<std::string>> stages;
  for (const auto& stage : plan.stages()) {
    stages.emplace_back();
    for (const NodeIndex node : stage) stages.back().push_back(plan.name(node));
  }
  return stages;
}

std::string refusal(std::vector<std::string> names, std::vector<NodePair> edges) {
  const auto plan = Plan::make(std::move(names), edges);
  return plan ? "accepted" : plan.error().message;
}

TEST(Plan, OfNothingIsEmpty) {
  const auto plan = Plan::make({}, {});

  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->size(), 0u);
  EXPECT_TRUE(plan->order().empty());
  EXPECT_TRUE(plan->stages().empty());
}

TEST(Plan, OrdersAlphabeticallyAmongNodesThatAreFree) {
  const std::vector<NodePair> edges = {{0, 2}};  // c → a
  const auto plan = Plan::make({"c", "b", "a"}, edges);

  EXPECT_THAT(names_in_order(*plan), ElementsAre("b", "c", "a"));
}

TEST(Plan, OrdersByCodeUnitsNotByLocale) {
  const auto plan = Plan::make({"b", "a_b", "a-b", "a1"}, {});

  EXPECT_THAT(names_in_order(*plan), ElementsAre("a-b", "a1", "a_b", "b"));
}

// z frees a only after b and y are placed, so the second stage is y, a: not alphabetical.
TEST(Plan, KeepsThePlanOrderInsideAStage) {
  const std::vector<NodePair> edges = {{0, 2}, {1, 3}};  // b → y, z → a
  const auto plan = Plan::make({"b", "z", "y", "a"}, edges);

  EXPECT_THAT(names_in_order(*plan), ElementsAre("b", "y", "z", "a"));
  EXPECT_THAT(named_stages(*plan), ElementsAre(ElementsAre("b", "z"), ElementsAre("y", "a")));
}

TEST(Plan, StageFollowsTheLatestInput) {
  const std::vector<NodePair> edges = {{0, 1}, {1, 2}, {0, 3}, {2, 3}};
  const auto plan = Plan::make({"a", "b", "c", "d"}, edges);

  EXPECT_EQ(plan->stage_of(3), 3u);
  EXPECT_THAT(named_stages(*plan),
              ElementsAre(ElementsAre("a"), ElementsAre("b"), ElementsAre("c"), ElementsAre("d")));
}

TEST(Plan, InputsKeepTheOrderOfTheEdges) {
  const std::vector<NodePair> edges = {{2, 3}, {0, 3}, {1, 3}};
  const auto plan = Plan::make({"a", "b", "c", "d"}, edges);

  EXPECT_THAT(plan->inputs_of(3), ElementsAre(2, 0, 1));
  EXPECT_THAT(plan->inputs_of(0), ElementsAre());
}

TEST(Plan, DependentsAreInPlanOrder) {
  const std::vector<NodePair> edges = {{0, 3}, {0, 2}, {0, 1}};
  const auto plan = Plan::make({"root", "a", "b", "c"}, edges);

  EXPECT_THAT(plan->dependents_of(0), ElementsAre(1, 2, 3));
  EXPECT_EQ(plan->rank_of(0), 0u);
  EXPECT_EQ(plan->rank_of(3), 3u);
}

TEST(Plan, RefusesEdgesThatNameNoNode) {
  EXPECT_EQ(refusal({"a"}, {{0, 1}}), "an edge names node number 1 of 1");
  EXPECT_EQ(refusal({}, {{0, 0}}), "an edge names node number 0 of 0");
}

TEST(Plan, RefusesASelfLoop) {
  EXPECT_EQ(refusal({"a"}, {{0, 0}}), "node `a` waits for itself");
}

TEST(Plan, RefusesADuplicateEdge) {
  EXPECT_EQ(refusal({"a", "b", "c"}, {{0, 2}, {1, 2}, {0, 2}}), "the edge `a → c` is given twice");
}

TEST(Plan, NamesTheWholeCycle) {
  EXPECT_EQ(refusal({"start", "a", "b", "c", "end"}, {{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 4}}),
            "cycle: a → b → c → a");
  EXPECT_EQ(refusal({"a", "b"}, {{0, 1}, {1, 0}}), "cycle: a → b → a");
}

TEST(Plan, ShortensAnEndlessCycle) {
  std::vector<std::string> names;
  std::vector<NodePair> edges;
  for (NodeIndex i = 0; i < 1000; ++i) {
    names.push_back("n" + std::to_string(i));
    edges.emplace_back(i, (i + 1) % 1000);
  }

  const std::string text = refusal(names, edges);

  EXPECT_THAT(text, HasSubstr(" → … → n"));
  EXPECT_LT(text.size(), 400u);
}

TEST(Plan, OfFiveThousandNodesTakesMilliseconds) {
  constexpr NodeIndex kNodes = 5000;
  std::vector<std::string> names;
  std::vector<NodePair> edges;
  for (NodeIndex i = 0; i < kNodes; ++i) names.push_back("n" + std::to_string(i));
  for (NodeIndex i = 1; i < kNodes; ++i) edges.emplace_back(i - 1, i);
  for (NodeIndex i = 2; i < kNodes; ++i) edges.emplace_back(0, i);

  const std::clock_t before = std::clock();
  const auto plan = Plan::make(names, edges);
  const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;

  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->stages().size(), kNodes);
  EXPECT_LT(seconds, 0.5);  // quadratic would be seconds
}

}  // namespace
}  // namespace tntc::dag
