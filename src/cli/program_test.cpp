#include "cli/program.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "cli/commands.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli {
namespace {

using testing::FakeEngineWorld;
using testing::write_pair;

struct Ended {
  int code = 0;
  std::string out, err;
};

Ended tntc(FakeEngineWorld& fake, std::vector<std::string> words) {
  fake.out.clear();
  fake.err.clear();
  const int code = run_program(fake.world, fake.ports, words);
  return {code, fake.out, fake.err};
}

TEST(Program, ShowsTheCommandsWhenItIsAskedForNothing) {
  FakeEngineWorld fake;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{}, {"--help"}, {"-h"}, {"help"}}) {
    const Ended ended = tntc(fake, words);
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    for (const Command& command : commands()) {
      EXPECT_NE(ended.out.find(command.name), std::string::npos) << command.name;
    }
  }
}

TEST(Program, ExplainsEveryCommandWithExamples) {
  FakeEngineWorld fake;
  for (const Command& command : commands()) {
    const std::string name(command.name);
    const Ended asked = tntc(fake, {"help", name});
    const Ended flagged = tntc(fake, {name, "--help"});
    EXPECT_EQ(asked.code, 0);
    EXPECT_EQ(asked.out, flagged.out);
    EXPECT_NE(asked.out.find("Examples\n"), std::string::npos) << name;
    EXPECT_NE(asked.out.find(command.examples[0].line), std::string::npos) << name;
  }
}

TEST(Program, TellsAnErrorOnceWithoutAUsageDump) {
  FakeEngineWorld fake;
  const Ended ended = tntc(fake, {"validat"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err, "error: unknown command `validat`\nhint: did you mean `validate`?\n");
}

TEST(Program, KnowsTheUsageErrors) {
  FakeEngineWorld fake;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"frobnicate"},
                                             {"--frob"},
                                             {"validate", "--strct"},
                                             {"validate", "a", "b"},
                                             {"validate", "-o", "yaml"},
                                             {"-o", "yaml", "validate"},
                                             {"init"},
                                             {"run"},
                                             {"completion", "tcsh"},
                                             {"help", "nothing"},
                                             {"dev", "-p", "x"},
                                             {"-o"}}) {
    const Ended ended = tntc(fake, words);
    EXPECT_EQ(ended.code, 2) << words[0];
    EXPECT_TRUE(ended.err.starts_with("error: ")) << words[0];
    EXPECT_NE(ended.err.find("hint: "), std::string::npos) << words[0];
  }
}

TEST(Program, SpeaksJsonWhereverTheFlagStands) {
  FakeEngineWorld fake;
  write_pair(fake);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"-o", "json", "validate"}, {"validate", "-o", "json"}, {"validate", "--output=json"}}) {
    const Ended ended = tntc(fake, words);
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, R"({"command":"validate","ok":true,"data":{"file":"workflow.yaml",)"
                         R"("valid":true,"diagnostics":[]},"warnings":[],"error":null})"
                         "\n");
    EXPECT_EQ(ended.err, "");
  }
}

TEST(Program, PutsEveryCommandIntoTheSameEnvelope) {
  FakeEngineWorld fake;
  write_pair(fake);
  const std::vector<std::vector<std::string>> lines{{"init", "new"},
                                                    {"init", "new"},
                                                    {"validate"},
                                                    {"visualize"},
                                                    {"run", "."},
                                                    {"run", "gone"},
                                                    {"bundle"},
                                                    {"version"},
                                                    {"completion", "bash"},
                                                    {"help"},
                                                    {"help", "run"},
                                                    {"nonsense"},
                                                    {"validate", "--x"},
                                                    {},
                                                    {"--version"},
                                                    {"run", ".", "--input", "{"}};
  for (auto words : lines) {
    words.insert(words.begin(), {"-o", "json"});
    const Ended ended = tntc(fake, words);
    boost::system::error_code error;
    const auto value = boost::json::parse(ended.out, error);
    ASSERT_FALSE(error) << ended.out;
    ASSERT_TRUE(value.is_object());
    EXPECT_EQ(value.get_object().size(), 5U);
    EXPECT_EQ(value.at("ok").as_bool(), ended.code == 0) << ended.out;
    EXPECT_EQ(value.at("error").is_null(), ended.code == 0) << ended.out;
    EXPECT_TRUE(value.at("warnings").is_array());
    EXPECT_TRUE(value.at("command").is_string());
  }
}

TEST(Program, EndsWithTheCodeOfWhatHappened) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.write("broken/workflow.yaml", "name: 1\n");
  EXPECT_EQ(tntc(fake, {"version"}).code, 0);
  EXPECT_EQ(tntc(fake, {"validate", "broken"}).code, 2);
  EXPECT_EQ(tntc(fake, {"validate", "gone"}).code, 3);
  EXPECT_EQ(tntc(fake, {"init", "broken"}).code, 5);
  fake.world.environment["TNTC_ESBUILD"] = "/nonexistent";
  EXPECT_EQ(tntc(fake, {"run", "."}).code, 6);
  fake.world.environment.erase("TNTC_ESBUILD");

  fake.engine.end = triggers::RunEnd::failed;
  fake.engine.result = R"({"errors":{"fetch":"x"}})";
  EXPECT_EQ(tntc(fake, {"run", "."}).code, 1);
  fake.engine.held = true;
  fake.interrupts.press();
  EXPECT_EQ(tntc(fake, {"run", "."}).code, 130);
}

TEST(Program, NamesTheKindOfAFailedRunInJson) {
  FakeEngineWorld fake;
  write_pair(fake);
  fake.engine.end = triggers::RunEnd::failed;
  fake.engine.result = R"({"errors":{"fetch":"x"}})";
  const Ended ended = tntc(fake, {"run", ".", "-o", "json"});
  EXPECT_NE(ended.out.find(R"("kind":"failed")"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.err, "");
}

TEST(Program, ColoursWhenToldTo) {
  FakeEngineWorld fake;
  EXPECT_NE(tntc(fake, {"--color", "always", "nope"}).err.find("\x1b["), std::string::npos);
  EXPECT_EQ(tntc(fake, {"--color=never", "nope"}).err.find("\x1b["), std::string::npos);
}

TEST(Program, PrintsItsVersion) {
  FakeEngineWorld fake;
  const Ended ended = tntc(fake, {"--version"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(ended.out.starts_with("tntc "));
  EXPECT_EQ(ended.out, tntc(fake, {"version"}).out);
}

}  // namespace
}  // namespace tntc::cli
