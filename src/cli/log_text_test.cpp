#include "cli/log_text.h"

#include <gtest/gtest.h>

namespace tntc::cli {
namespace {

engine::LogLine line(engine::Level level, std::string text) {
  return {.level = level, .node = "fetch", .attempt = 1, .text = std::move(text)};
}

TEST(LogText, NamesTheNodeAndAllButTheUsualLevel) {
  EXPECT_EQ(log_text(line(engine::Level::info, "hello"), {}), "[fetch] hello\n");
  EXPECT_EQ(log_text(line(engine::Level::warn, "slow"), {}), "[fetch] warn: slow\n");
  EXPECT_EQ(log_text({.level = engine::Level::error, .text = "gone"}, {}),
            "[engine] error: gone\n");
}

TEST(LogText, ShowsWhichAttemptSpeaks) {
  engine::LogLine again = line(engine::Level::info, "hello");
  again.attempt = 2;
  EXPECT_EQ(log_text(again, {}), "[fetch] (attempt 2) hello\n");
}

TEST(LogText, LetsNoTextStyleTheTerminalOrPassForAnotherLine) {
  EXPECT_EQ(log_text(line(engine::Level::info, "a\x1b[31mb\r\n[other] c\td\n"), {}),
            "[fetch] a\\x1b[31mb\\x0d\n    [other] c\td\n");
  EXPECT_EQ(log_text(line(engine::Level::info,
                          "\xC2\x9B"
                          "31m caf\xC3\xA9 \xC2\xA9"),
                     {}),
            "[fetch] \\x9b31m caf\xC3\xA9 \xC2\xA9\n");
}

}  // namespace
}  // namespace tntc::cli
