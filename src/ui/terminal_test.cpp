#include "ui/terminal.h"

#include <gtest/gtest.h>

namespace tntc::ui {
namespace {

constexpr StreamFacts kTty{.is_terminal = true, .columns = 100};
constexpr StreamFacts kPipe{};

TEST(Terminal, ShowsColourOnlyWhereAPersonLooks) {
  EXPECT_TRUE(make_terminal(kTty, {}, ColourChoice::automatic).colour);
  EXPECT_FALSE(make_terminal(kPipe, {}, ColourChoice::automatic).colour);
  EXPECT_FALSE(make_terminal(kTty, {{"TERM", "dumb"}}, ColourChoice::automatic).colour);
}

TEST(Terminal, HonoursNoColorUnlessItIsEmpty) {
  EXPECT_FALSE(make_terminal(kTty, {{"NO_COLOR", "1"}}, ColourChoice::automatic).colour);
  EXPECT_TRUE(make_terminal(kTty, {{"NO_COLOR", ""}}, ColourChoice::automatic).colour);
}

TEST(Terminal, LetsTheFlagBeatTheEnvironment) {
  EXPECT_TRUE(make_terminal(kPipe, {{"NO_COLOR", "1"}}, ColourChoice::always).colour);
  EXPECT_FALSE(make_terminal(kTty, {}, ColourChoice::never).colour);
}

TEST(Terminal, TakesTheWidthFromColumnsThenTheSystemThenEighty) {
  EXPECT_EQ(make_terminal(kTty, {{"COLUMNS", "60"}}, ColourChoice::never).width, 60);
  EXPECT_EQ(make_terminal(kTty, {{"COLUMNS", "many"}}, ColourChoice::never).width, 100);
  EXPECT_EQ(make_terminal(kPipe, {}, ColourChoice::never).width, 80);
  EXPECT_EQ(make_terminal(kPipe, {{"COLUMNS", "-4"}}, ColourChoice::never).width, 20);
}

TEST(Terminal, ReadsTheLocaleAsPosixOrdersIt) {
  const auto utf8 = [](Environment environment) {
    return make_terminal(kTty, environment, ColourChoice::never).utf8;
  };
  EXPECT_TRUE(utf8({{"LANG", "de_DE.UTF-8"}}));
  EXPECT_TRUE(utf8({{"LC_CTYPE", "C.utf8"}}));
  EXPECT_FALSE(utf8({{"LANG", "de_DE.UTF-8"}, {"LC_ALL", "C"}}));
  EXPECT_FALSE(utf8({{"LANG", "POSIX"}}));
  EXPECT_TRUE(utf8({}));
}

TEST(Terminal, PaintsOnlyWhenThereIsColour) {
  EXPECT_EQ(paint("bad", Style::red, {.colour = true}), "\x1b[31mbad\x1b[0m");
  EXPECT_EQ(paint("bad", Style::red, {.colour = false}), "bad");
  EXPECT_EQ(paint("", Style::red, {.colour = true}), "");
}

TEST(Terminal, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("✓ ok"), 4);
  EXPECT_EQ(pad_right("✓", 3), "✓  ");
  EXPECT_EQ(pad_left("ab", 4), "  ab");
  EXPECT_EQ(pad_right("abc", 1), "abc");
}

}  // namespace
}  // namespace tntc::ui
