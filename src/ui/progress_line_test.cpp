#include "ui/progress_line.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

TEST(ProgressLine, IsSilentAwayFromATerminal) {
  std::string written;
  ProgressLine line([&](std::string_view text) { written += text; }, {});
  line.show("working");
  line.print("a line\n");
  line.clear();
  EXPECT_EQ(written, "a line\n");
}

TEST(ProgressLine, MakesRoomForWhatIsPrinted) {
  std::string written;
  {
    ProgressLine line([&](std::string_view text) { written += text; },
                      {.interactive = true, .width = 20});
    line.show("working");
    line.print("a line\n");
  }
  EXPECT_EQ(written, "\r\x1b[2Kworking\r\x1b[2Ka line\n");
}

TEST(ProgressLine, NeverWrapsAndGoesAwayAtTheEnd) {
  std::string written;
  {
    ProgressLine line([&](std::string_view text) { written += text; },
                      {.interactive = true, .width = 5});
    line.show("✓✓✓✓✓✓✓");
  }
  EXPECT_EQ(written, "\r\x1b[2K✓✓✓✓\r\x1b[2K");
}

}  // namespace
}  // namespace tntc::ui
