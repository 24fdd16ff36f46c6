#include <gtest/gtest.h>

#include "cli/flags/syntax.h"

namespace tntc::cli::flags {
namespace {

struct Options {
  std::string directory = ".";
  std::optional<std::string> input;
  std::optional<Milliseconds> timeout;
  std::uint16_t port = 8080;
  bool strict = false;
};

Syntax syntax(Options& options) {
  return {.arguments = {{"DIR", "", into(options.directory)}},
          .flags = {{"-i", "--input", "JSON", "", into(options.input)},
                    {"", "--timeout", "D", "", into(options.timeout)},
                    {"-p", "--port", "PORT", "", into_port(options.port)},
                    {"", "--strict", "", "", into(options.strict)}}};
}

Result<Options> parsed(std::vector<std::string> words) {
  Options options;
  TNTC_CHECK(parse(syntax(options), "cmd", words));
  return options;
}

TEST(Flags, TakesEverySpellingOfAValue) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"dir", "--port", "9"}, {"--port=9", "dir"}, {"-p", "9", "dir"}, {"dir", "-p9"}}) {
    const auto options = parsed(words);
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->port, 9);
    EXPECT_EQ(options->directory, "dir");
  }
}

TEST(Flags, KeepsValuesExactlyAsTheyAre) {
  for (const char* value :
       {"-", "-5", "{}", "[1,2]", "[]", "\"a b\"", "@x.json", "", "a,b", "%%"}) {
    const auto options = parsed({"--input", value});
    ASSERT_TRUE(options) << value << ": " << options.error().message;
    EXPECT_EQ(options->input, value);
  }
}

TEST(Flags, LeavesDefaultsWhereNothingIsGiven) {
  const auto options = parsed({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->directory, ".");
  EXPECT_FALSE(options->strict);
  EXPECT_FALSE(options->input);
}

TEST(Flags, TakesSwitchesAndDurations) {
  const auto options = parsed({"--strict", "--strict", "--timeout", "1m30s"});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_TRUE(options->strict);
  EXPECT_EQ(options->timeout, Milliseconds(90'000));
}

TEST(Flags, TakesWordsAfterADoubleDashAsArguments) {
  const auto options = parsed({"--", "-dir"});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->directory, "-dir");
}

struct Bad {
  std::vector<std::string> words;
  std::string message;
  std::string hint;
};

TEST(Flags, SaysWhatIsWrongAndHowToMendIt) {
  const std::string help = "`tntc help cmd` lists what it takes";
  for (const Bad& bad : std::vector<Bad>{
           {{"--prot", "9"}, "unknown flag `--prot`", "did you mean `--port`?"},
           {{"--srict=1"}, "unknown flag `--srict`", "did you mean `--strict`?"},
           {{"-x"}, "unknown flag `-x`", help},
           {{"a", "b"}, "unexpected argument `b`", help},
           {{"--port", "9", "--port", "8"}, "--port is given more than once", help},
           {{"--port", "x"},
            "--port: `x` is not a port",
            "write a number from 0 to 65535; 0 takes any free port"},
           {{"--port", "70000"},
            "--port: `70000` is not a port",
            "write a number from 0 to 65535; 0 takes any free port"},
           {{"--timeout", "soon"},
            "--timeout: `soon` is not a duration",
            "write a number and a unit: 500ms, 30s, 5m or 1h"},
           {{"--strict=false"}, "--strict takes no value", "leave it out to switch it off"},
       }) {
    const auto options = parsed(bad.words);
    ASSERT_FALSE(options) << bad.message;
    EXPECT_EQ(options.error().kind, ErrorKind::invalid);
    EXPECT_EQ(options.error().message, bad.message);
    EXPECT_EQ(options.error().hint, bad.hint);
  }
}

TEST(Flags, RefusesAFlagWithoutItsValue) {
  const auto options = parsed({"--port"});
  ASSERT_FALSE(options);
  EXPECT_NE(options.error().message.find("--port"), std::string::npos) << options.error().message;
}

TEST(Flags, MissesARequiredArgument) {
  std::string name;
  const Syntax needs{.arguments = {{"NAME", "", into(name), true}}, .flags = {}};
  const auto result = parse(needs, "init", std::vector<std::string>{});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "missing argument NAME");
}

}  // namespace
}  // namespace tntc::cli::flags
