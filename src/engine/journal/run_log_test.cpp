#include "engine/journal/run_log.h"

#include <gmock/gmock.h>

namespace tntc::engine::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RunLogTest : public ::testing::Test {
 protected:
  RunLogTest() { EXPECT_TRUE(apply(RecordKind::accepted, encode(Accepted{}))); }

  bool apply(RecordKind kind, const std::string& payload) {
    return log_.apply({{}, log_.next_sequence(), kind, payload});
  }
  bool step(const std::string& name, const std::string& text = "1") {
    return apply(RecordKind::step, encode(Step{"a", name, {text, ""}}));
  }
  std::vector<std::string> steps() const {
    std::vector<std::string> names;
    for (const auto& [name, value] : log_.nodes().at("a").steps) names.push_back(name);
    return names;
  }

  RunLog log_;
};

TEST_F(RunLogTest, OfAnElementThatIsDoneOnlyItsResultIsKept) {
  EXPECT_TRUE(step("element\n1\ncharge"));
  EXPECT_TRUE(step("element\n1\nsleep\n1"));
  EXPECT_TRUE(step("failures\n1"));
  EXPECT_TRUE(step("element\n10\ncharge"));
  EXPECT_TRUE(step("failures\n10"));
  EXPECT_THAT(steps(), ElementsAre("element\n1\ncharge", "element\n1\nsleep\n1",
                                   "element\n10\ncharge", "failures\n1", "failures\n10"));
  EXPECT_TRUE(step("element\n1", R"({"output":1})"));
  EXPECT_THAT(steps(), ElementsAre("element\n1", "element\n10\ncharge", "failures\n10"));
}

TEST_F(RunLogTest, StepsOfANodeThatHasSettledAreForgotten) {
  EXPECT_TRUE(step("charge"));
  NodeEnd again{.node = "a", .how = NodeEnd::How::failed, .final = false};
  EXPECT_TRUE(apply(RecordKind::node_end, encode(again)));
  EXPECT_THAT(steps(), ElementsAre("charge"));
  EXPECT_TRUE(apply(RecordKind::node_end, encode(NodeEnd{.node = "a", .attempt = 2})));
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_FALSE(step("late"));
}

}  // namespace
}  // namespace tntc::engine::journal
