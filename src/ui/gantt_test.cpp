#include "ui/gantt.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(Gantt, ShowsWhenEachNodeRan) {
  const std::vector<NodeSpan> spans{
      {"fetch", NodeEnd::succeeded, Milliseconds(0), Milliseconds(10)},
      {"parse", NodeEnd::failed, Milliseconds(10), Milliseconds(10)},
      {"report", NodeEnd::not_started, {}, {}},
      {"alert", NodeEnd::skipped, {}, {}},
  };
  const auto lines = gantt(spans, {.width = 40});
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "✓ fetch     10ms  ▇▇▇▇▇▇▇▇▇▇");
  EXPECT_EQ(lines[1], "✗ parse     10ms            ▇▇▇▇▇▇▇▇▇▇");
  EXPECT_EQ(lines[2], "· report   not started");
  EXPECT_EQ(lines[3], "– alert    skipped");
}

TEST(Gantt, ShowsEvenTheShortestNode) {
  const std::vector<NodeSpan> spans{
      {"a", NodeEnd::succeeded, Milliseconds(0), Milliseconds(0)},
      {"b", NodeEnd::succeeded, Milliseconds(0), Milliseconds(60'000)},
      {"c", NodeEnd::succeeded, Milliseconds(60'000), Milliseconds(0)},
  };
  for (const auto& line : gantt(spans, {.utf8 = false, .width = 40})) {
    EXPECT_NE(line.find('#'), std::string::npos) << line;
    EXPECT_LE(display_width(line), 40) << line;
  }
}

TEST(Gantt, StaysInOneLineHoweverNarrowTheTerminal) {
  const std::vector<NodeSpan> spans{{"a", NodeEnd::cancelled, Milliseconds(5), Milliseconds(1)}};
  EXPECT_EQ(gantt(spans, {.utf8 = false, .width = 1})[0], "/ a     1ms  #");
}

TEST(Gantt, HasAnAsciiMarkForEveryEnd) {
  for (const NodeEnd end : {NodeEnd::succeeded, NodeEnd::failed, NodeEnd::skipped,
                            NodeEnd::not_started, NodeEnd::cancelled}) {
    EXPECT_EQ(mark(end, {.utf8 = false}).size(), 1U);
    EXPECT_EQ(display_width(mark(end, {})), 1);
  }
}

}  // namespace
}  // namespace tntc::ui
