#include "cli/flags/globals.h"

#include <gtest/gtest.h>

namespace tntc::cli::flags {
namespace {

using Words = std::vector<std::string>;

const Syntax kSyntax{.arguments = {},
                     .flags = {{"-i", "--input", "JSON", "", {}}, {"", "--strict", "", "", {}}}};

TEST(Globals, AreFoundWhereverTheyStand) {
  for (const Words& words :
       {Words{"-o", "json", "dir"}, Words{"dir", "-o", "json"}, Words{"dir", "-ojson"},
        Words{"--output=json", "dir"}, Words{"dir", "-o=json"}}) {
    Words rest = words;
    Globals globals;
    ASSERT_TRUE(take_globals(kSyntax, rest, globals));
    EXPECT_EQ(globals.format, Format::json);
    EXPECT_EQ(rest, Words{"dir"});
  }
}

TEST(Globals, LeaveTheValuesOfOtherFlagsAlone) {
  Words words{"--input", "-o", "--strict", "-i", "--help", "--", "-o", "json"};
  const Words before = words;
  Globals globals;
  ASSERT_TRUE(take_globals(kSyntax, words, globals));
  EXPECT_EQ(words, before);
  EXPECT_EQ(globals.format, Format::text);
  EXPECT_EQ(globals.ask, Ask::run);
}

TEST(Globals, AskForHelp) {
  for (const char* word : {"-h", "--help"}) {
    Words words{"dir", word};
    Globals globals;
    ASSERT_TRUE(take_globals(kSyntax, words, globals));
    EXPECT_EQ(globals.ask, Ask::help);
  }
}

TEST(Globals, RefuseWhatIsNoChoice) {
  for (const Words& bad : {Words{"-o", "yaml"}, Words{"-o"}, Words{"--output="}, Words{"-oJSON"},
                           Words{"--color", "sometimes"}, Words{"--color"}}) {
    Words words = bad;
    Globals globals;
    const auto taken = take_globals(kSyntax, words, globals);
    ASSERT_FALSE(taken) << bad[0];
    EXPECT_EQ(taken.error().kind, ErrorKind::invalid);
    EXPECT_FALSE(taken.error().hint.empty());
  }
}

TEST(Globals, KeepWhatWasUnderstoodWhenAnotherIsWrong) {
  Words words{"--color", "pink", "-o", "json"};
  Globals globals;
  EXPECT_FALSE(take_globals(kSyntax, words, globals));
  EXPECT_EQ(globals.format, Format::json);
}

}  // namespace
}  // namespace tntc::cli::flags
