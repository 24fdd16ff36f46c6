#include "ui/table.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(Table, LinesColumnsUpByWhatIsSeen) {
  EXPECT_EQ(table({"NAME", "STATE"}, {{"a", "✓"}, {"longer", "x"}}),
            "NAME    STATE\na       ✓\nlonger  x\n");
  EXPECT_EQ(table({}, {{"✓", "b", ""}, {"cc", "d", "e"}}), "✓   b\ncc  d  e\n");
}

TEST(Table, IsEmptyWithoutRowsAndHeading) {
  EXPECT_EQ(table({}, {}), "");
}

}  // namespace
}  // namespace tntc::ui
