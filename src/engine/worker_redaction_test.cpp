// Secrets in what a worker writes: logs, error messages, stacks. Every shape is produced by real
// node code in a real worker.
#include <gmock/gmock.h>

#include "engine/testing/engine_fixture.h"

namespace tntc::engine::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "c4nary/T0ken+with?signs";
constexpr const char* kWord = "c4naryäöü";
constexpr const char* kSecrets =
    R"({"svc":{"token":"c4nary/T0ken+with?signs","quoted":"c4nary \"quoted\" \\ value",)"
    R"("key":"-----BEGIN C4NARY-----\nc4nary-line-one\nc4nary-line-two\n","word":"c4naryäöü"},)"
    R"("list":["c4nary-in-a-list"],"plain":{"value":"c4nary-plain"}})";

struct Shape {
  const char* what;
  const char* expression;  // of `s`, ctx.secrets; its text is logged and thrown
};

constexpr Shape kShapes[] = {
    {"the value", "s.svc.token"},
    {"inside a sentence", "`token=${s.svc.token}; more`"},
    {"twice", "s.svc.token + s.svc.token"},
    {"in a URL", "'https://x/?t=' + encodeURIComponent(s.svc.token)"},
    {"in a form", "String(new URLSearchParams({t: s.svc.word + ' ' + s.svc.token}))"},
    {"base64", "btoa(s.svc.token)"},
    {"base64 without padding", "btoa(s.svc.token).replace(/=+$/, '')"},
    {"base64 for URLs", "btoa(s.svc.token).replaceAll('+', '-').replaceAll('/', '_')"},
    {"basic authorization", "'Basic ' + btoa('user:' + s.svc.token)"},
    {"basic authorization, shifted", "'Basic ' + btoa('users:' + s.svc.token)"},
    {"basic authorization, shifted again", "'Basic ' + btoa('my-user:' + s.svc.token)"},
    {"JSON of all secrets", "JSON.stringify(s)"},
    {"indented JSON", "JSON.stringify(s, null, 2)"},
    {"JSON in JSON", "JSON.stringify(JSON.stringify(s.svc.quoted))"},
    {"with quotes", "s.svc.quoted"},
    {"many lines", "s.svc.key"},
    {"one of the lines", "s.svc.key.split('\\n')[1]"},
    {"lines with margins", "s.svc.key.split('\\n').map((l) => '  | ' + l).join('\\n')"},
    {"not ASCII", "s.svc.word"},
    {"in an array", "s.list.join()"},
    {"a text of its own", "`${s.plain.value}`"},
    {"behind a long text", "'x'.repeat(16380) + s.svc.token"},
    {"an error's message", "new Error(s.svc.token).message"},
    {"an error as text", "String(new TypeError('no ' + s.svc.token))"},
};

// What may not be seen: a part of every secret that survives each of the encodings above.
const char* const kTraces[] = {"c4nary",    "C4NARY", "YzRuYXJ5", "M0bmFyeS",
                               "jNG5hcnkv", "äöü",    "T0ken",    "signs"};

class RedactionTest : public EngineFixture {
 protected:
  RedactionTest() { provisions.secrets = kSecrets; }

  std::string all_logs() const {
    std::string text;
    for (const LogLine& line : logs) text += line.text + '\n';
    return text;
  }

  static void expect_clean(const std::string& text, const std::string& what) {
    for (const char* trace : kTraces) EXPECT_THAT(text, Not(HasSubstr(trace))) << what;
  }
};

TEST_F(RedactionTest, NoShapeOfASecretIsInLogsOrErrors) {
  std::vector<NodeText> nodes;
  for (std::size_t i = 0; i < std::size(kShapes); ++i) {
    const std::string body = std::string("const s = ctx.secrets; const text = ") +
                             kShapes[i].expression +
                             "; ctx.log.info(text); ctx.log.warn('a value:', {text}); "
                             "console.log(text); throw new Error('failed with ' + text);";
    nodes.push_back({"n" + std::to_string(100 + i), body, ""});
  }
  make(make_bundle(nodes));
  for (std::size_t i = 0; i < std::size(kShapes); ++i) {
    logs.clear();
    const Told& told = run_node(nodes[i].name);
    EXPECT_THAT(told.error(nodes[i].name), HasSubstr("failed with ")) << kShapes[i].what;
    EXPECT_THAT(told.error(nodes[i].name), HasSubstr("***")) << kShapes[i].what;
    EXPECT_THAT(all_logs(), HasSubstr("***")) << kShapes[i].what;
    expect_clean(told.outcome.result, kShapes[i].what);
    expect_clean(all_logs(), kShapes[i].what);
  }
}

// Also the proof that the canaries above would have been seen.
TEST_F(RedactionTest, OutputsAreTheUsersAndStayAsTheyAre) {
  make(make_bundle({{"act", "return ctx.secrets;", ""}}));
  const Told& told = run_node("act");
  EXPECT_THAT(told.output("act"), HasSubstr(kToken));
  EXPECT_THAT(told.output("act"), HasSubstr(kWord));
  EXPECT_THAT(told.outcome.result, HasSubstr("c4nary-line-two"));
}

TEST_F(RedactionTest, ALineIsCutAfterItsSecretsAreOut) {
  options.limits.max_log_line = 64;
  make(make_bundle({{"act", "ctx.log.info('x'.repeat(60) + ctx.secrets.svc.token);", ""}}));
  run_node("act");
  EXPECT_THAT(all_logs(), HasSubstr("xxx***\n"));
}

TEST_F(RedactionTest, SecretsANodeMayNotSeeAreTakenOutOfItsLogsToo) {
  make(make_bundle({{"a", "return ctx.secrets.svc.token;", "", "capabilities: {secrets: [svc]}"},
                    {"b", "ctx.log.info(input);", "", "capabilities: {secrets: []}"}},
                   "edges:\n  - {from: a, to: b}\n"));
  run();
  EXPECT_THAT(all_logs(), HasSubstr("***"));
  expect_clean(all_logs(), "the input of another node");
}

TEST_F(RedactionTest, AReloadTakesItsOwnSecretsOut) {
  const auto bundle = make_bundle({{"act", "ctx.log.info('now ' + ctx.secrets.a.value);", ""}});
  make(bundle);
  ASSERT_TRUE(engine->reload(bundle, {.secrets = R"({"a":{"value":"n3w-c4nary-value"}})"}));
  run_node("act");
  EXPECT_THAT(all_logs(), HasSubstr("now ***"));
  expect_clean(all_logs(), "after a reload");
}

}  // namespace
}  // namespace tntc::engine::testing
