#include "engine/history/rerun.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::engine::history {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using triggers::FinishedNode;

// a -> b -> d, c -> d
spec::Workflow diamond() {
  spec::Workflow workflow;
  for (const char* name : {"a", "b", "c", "d"}) {
    spec::Node node;
    node.name = name;
    workflow.nodes.push_back(node);
  }
  workflow.edges = {{0, 1, {}}, {1, 3, {}}, {2, 3, {}}};
  return workflow;
}

Rerun left() {
  return {.id = "r1", .input = "5", .outputs = {{"a", "1"}, {"b", "2"}, {"c", "3"}}};
}

TEST(Rerun, OfAWholeRunHasItsInput) {
  const auto request = repeat(left(), "", diamond());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->input, "5");
  EXPECT_EQ(request->trigger, "retry");
  EXPECT_EQ(request->trigger_name, "r1");
  EXPECT_EQ(request->durability, triggers::Durability::disk);
  EXPECT_THAT(request->finished, IsEmpty());
}

TEST(Rerun, FromANodeHasTheOutputsOfThoseBeforeIt) {
  EXPECT_THAT(repeat(left(), "b", diamond())->finished, ElementsAre(FinishedNode{"a", "1"}));
  EXPECT_THAT(repeat(left(), "d", diamond())->finished,
              ElementsAre(FinishedNode{"a", "1"}, FinishedNode{"b", "2"}, FinishedNode{"c", "3"}));
  EXPECT_THAT(repeat(left(), "c", diamond())->finished, IsEmpty());
}

TEST(Rerun, AsksANodeThatWasSkippedAgain) {
  Rerun rerun = left();
  rerun.outputs.erase("b");
  rerun.skipped = {"b"};
  EXPECT_THAT(repeat(rerun, "d", diamond())->finished,
              ElementsAre(FinishedNode{"a", "1"}, FinishedNode{"c", "3"}));
}

TEST(Rerun, SaysWhyItCannotBe) {
  Rerun rerun = left();
  rerun.outputs.erase("b");
  const auto lacks = repeat(rerun, "d", diamond());
  ASSERT_FALSE(lacks);
  EXPECT_EQ(lacks.error().kind, ErrorKind::conflict);
  EXPECT_THAT(lacks.error().message, HasSubstr("node `b`, which comes before `d`"));
  EXPECT_THAT(repeat(left(), "x", diamond()).error().message, HasSubstr("has no node `x`"));
  rerun.accepted.only_node = "c";
  EXPECT_THAT(repeat(rerun, "d", diamond()).error().message, HasSubstr("of node `c` alone"));
  EXPECT_EQ(*repeat(rerun, "", diamond())->only_node, "c");
}

}  // namespace
}  // namespace tntc::engine::history
