#include "cli/secrets/verdict.h"

#include <gmock/gmock.h>

namespace tntc::cli::secrets {
namespace {

using ::testing::ElementsAre;

spec::Workflow workflow(const std::string& trigger = "{type: manual}") {
  auto parsed = spec::parse_workflow("name: x\nversion: \"1.0\"\ntriggers: [" + trigger +
                                         "]\nnodes:\n  a: {path: ./a.ts}\nedges: []\n",
                                     "workflow.yaml");
  EXPECT_TRUE(parsed.workflow);
  return std::move(*parsed.workflow);
}

tntc::secrets::Loaded loaded(const std::vector<tntc::secrets::Service>& services) {
  tntc::secrets::Loaded made;
  made.services = services;
  return made;
}

std::vector<std::string> told(const Judged& judged) {
  std::vector<std::string> lines;
  for (const Verdict& verdict : judged.verdicts) {
    lines.push_back(verdict.service + " " + std::string(to_string(verdict.state)));
  }
  return lines;
}

TEST(Judge, TellsEveryServiceApart) {
  const Judged judged = judge(workflow(),
                              {{Use::read, "there", "a.ts:1:1"},
                               {Use::read, "gone", "a.ts:2:1"},
                               {Use::read, "gone", "a.ts:2:1"},
                               {Use::read, "left", "a.ts:3:1"},
                               {Use::fetch, "public", "a.ts:4:1"},
                               {Use::fetch, "both", "a.ts:5:1"},
                               {Use::read, "both", "a.ts:6:1"}},
                              loaded({{"there", {".secrets.yaml"}, false},
                                      {"left", {".secrets.yaml"}, true},
                                      {"extra", {".secrets/extra"}, true}}));
  EXPECT_THAT(told(judged),
              ElementsAre("both missing", "extra unused", "gone missing", "left placeholder",
                          "public optional", "there provisioned"));
  EXPECT_EQ(judged.required, 4U);
  EXPECT_EQ(judged.missing, 3U);
  EXPECT_THAT(judged.verdicts[2].used, ElementsAre("a.ts:2:1"));
}

TEST(Judge, CallsNothingUnusedWhenAnyServiceMayBe) {
  const Judged judged =
      judge(workflow(), {{Use::any, "", "a.ts:1:1"}}, loaded({{"x", {".secrets/x"}, false}}));
  EXPECT_THAT(told(judged), ElementsAre("x provisioned"));
  EXPECT_THAT(judged.any, ElementsAre("a.ts:1:1"));
}

TEST(Judge, KnowsTheTokenOfQueueTriggers) {
  const Judged judged = judge(workflow("{type: queue, subject: a.b}"), {}, loaded({}));
  EXPECT_THAT(told(judged), ElementsAre("nats optional"));
  EXPECT_EQ(judged.missing, 0U);
}

}  // namespace
}  // namespace tntc::cli::secrets
