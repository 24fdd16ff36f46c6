// Realms of a real VM over a world that the test plays.
#include "runtime/js/realm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "runtime/testing/realm_fixture.h"

namespace tntc::runtime::js {
namespace {

using runtime::testing::FakeHost;
using runtime::testing::in_ms;
using runtime::testing::kPath;
using runtime::testing::late;
using runtime::testing::module_of;
using runtime::testing::node_of;
using runtime::testing::RealmFixture;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// For script that is meant to be stopped.
std::int64_t soon() {
  return in_ms(20);
}

class RealmTest : public RealmFixture {
 protected:
  // The end of a first call.
  CallEnd run(const std::string& body, std::string_view input = "{}") {
    load(node_of(body));
    EXPECT_TRUE(invoke(1, input));
    const CallEnd* end = host.end_of(1);
    if (end != nullptr) return *end;
    ADD_FAILURE() << "the call has not ended";
    return {};
  }

  std::string output(const std::string& body, std::string_view input = "{}") {
    const CallEnd end = run(body, input);
    EXPECT_TRUE(end.ok) << end.name << ": " << end.text;
    return end.text;
  }
};

// --- input and output ---------------------------------------------------------------------------

TEST_F(RealmTest, GivesANodeItsInputAndItsOutputBackAsJson) {
  EXPECT_EQ(output("return { got: input.list.length, text: input.text + '\\u{1f600}\"' };",
                   R"({"list":[1,2],"text":"é"})"),
            R"({"got":2,"text":"é😀\""})");
}

TEST_F(RealmTest, GivesANodeWhatItsCallIs) {
  load(node_of("return [ctx.node, ctx.runId, ctx.attempt];"));
  ASSERT_TRUE(realm->invoke({1, "{}", "run-9", 3}, late()));
  EXPECT_EQ(host.end_of(1)->text, R"(["n","run-9",3])");
}

TEST_F(RealmTest, TakesNoInputForUndefined) {
  EXPECT_EQ(output("return typeof input;", ""), R"("undefined")");
}

TEST_F(RealmTest, AnswersAnUndefinedOutputWithNoText) {
  EXPECT_EQ(output("return undefined;"), "");
}

TEST_F(RealmTest, KeepsAnExplicitNull) {
  EXPECT_EQ(output("return input;", "null"), "null");
}

TEST_F(RealmTest, KeepsTheStateOfAModuleBetweenCalls) {
  load(module_of("let calls = 0; __tntc.default = () => ++calls;"));
  ASSERT_TRUE(invoke(1));
  ASSERT_TRUE(invoke(2));
  EXPECT_EQ(host.end_of(2)->text, "2");
}

TEST_F(RealmTest, LogsWhatANodeSaysWithItsLevel) {
  output("ctx.log.warn('a', 1); return 1;");
  EXPECT_THAT(host.logs, ElementsAre(AllOf(Field(&FakeHost::Line::level, LogLevel::warn),
                                           Field(&FakeHost::Line::text, "a 1"))));
}

// --- failures -----------------------------------------------------------------------------------

TEST_F(RealmTest, SaysOfWhatWasThrownItsMessageNameAndStack) {
  const CallEnd end = run("function inner() { throw new RangeError('too far'); }\ninner();");
  EXPECT_FALSE(end.ok);
  EXPECT_EQ(end.text, "too far");
  EXPECT_EQ(end.name, "RangeError");
  EXPECT_EQ(end.retry, Retry::usual);
  EXPECT_THAT(end.stack, StartsWith("inner@tntc:nodes/n.ts:3:"));
}

TEST_F(RealmTest, SaysOfAThrownValueThatIsNoErrorItsText) {
  const CallEnd end = run("throw 'just text';");
  EXPECT_FALSE(end.ok);
  EXPECT_EQ(end.text, "just text");
  EXPECT_EQ(end.stack, "");
}

struct Unwritable {
  const char* name;
  const char* body;
  const char* message;
};

class UnwritableOutput : public RealmTest, public ::testing::WithParamInterface<Unwritable> {};

TEST_P(UnwritableOutput, FailsTheCallForGoodAndSaysWhere) {
  const CallEnd end = run(GetParam().body);
  EXPECT_FALSE(end.ok);
  EXPECT_NE(end.retry, Retry::usual);
  EXPECT_EQ(end.name, "TypeError");
  EXPECT_EQ(end.text, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    RealmTest, UnwritableOutput,
    ::testing::Values(
        Unwritable{"BigInt", "return { a: [1, 2n] };", "output is not JSON: a BigInt at $.a[1]"},
        Unwritable{"Function", "return { run() {} };", "output is not JSON: a function at $.run"},
        Unwritable{"Symbol", "return [Symbol('s')];", "output is not JSON: a symbol at $[0]"},
        Unwritable{"Cycle", "const a = { b: {} }; a.b.c = a; return { a };",
                   "output is not JSON: a cycle at $.a.b.c (back to $.a)"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST_F(RealmTest, MakesDeepRecursionARangeErrorAndLives) {
  load(node_of("const down = (n) => (input ? down(n + 1) + 1 : n); return down(0);"));
  ASSERT_TRUE(invoke(1, "true"));
  ASSERT_TRUE(invoke(2, "false"));
  EXPECT_EQ(host.end_of(1)->name, "RangeError");
  EXPECT_EQ(host.end_of(2)->text, "0");
}

TEST_F(RealmTest, LogsAnUnhandledRejectionAndFailsNothing) {
  EXPECT_EQ(output("Promise.reject(new Error('nobody waits')); return 1;"), "1");
  ASSERT_THAT(host.logs, SizeIs(1));
  EXPECT_EQ(host.logs[0].level, LogLevel::error);
  EXPECT_THAT(host.logs[0].text, StartsWith("Uncaught (in promise) Error: nobody waits\n"));
}

TEST_F(RealmTest, LogsWhatATimerThrowsAsUncaught) {
  EXPECT_EQ(output("setTimeout(() => { throw new Error('too late'); }, 5); return 1;"), "1");
  ASSERT_THAT(host.timers, SizeIs(1));
  ASSERT_TRUE(realm->on_timer(host.timers.begin()->first, late()));
  ASSERT_THAT(host.logs, SizeIs(1));
  EXPECT_EQ(host.logs[0].level, LogLevel::error);
  EXPECT_THAT(host.logs[0].text, StartsWith("Uncaught Error: too late\n"));
}

// --- modules ------------------------------------------------------------------------------------

TEST_F(RealmTest, HoldsCallsUntilATopLevelAwaitIsOver) {
  load(
      module_of("const early = await new Promise((r) => setTimeout(r, 5, 7));\n"
                "__tntc.default = () => early;"));
  ASSERT_TRUE(invoke(1));
  EXPECT_THAT(host.ends, IsEmpty());
  ASSERT_THAT(host.timers, SizeIs(1));
  ASSERT_TRUE(realm->on_timer(host.timers.begin()->first, late()));
  ASSERT_THAT(host.ends, SizeIs(1));
  EXPECT_EQ(host.end_of(1)->text, "7");
}

TEST_F(RealmTest, FailsEachCallOfAModuleThatThrowsOnLoad) {
  load(module_of("throw new Error('broken module');"));
  ASSERT_TRUE(invoke(1));
  ASSERT_TRUE(invoke(2));
  for (const CallNumber call : {1u, 2u}) {
    ASSERT_NE(host.end_of(call), nullptr);
    EXPECT_FALSE(host.end_of(call)->ok);
    EXPECT_TRUE(host.end_of(call)->retry == Retry::no);
    EXPECT_EQ(host.end_of(call)->text, "broken module");
  }
}

TEST_F(RealmTest, FailsACallOfAModuleWithoutAFunction) {
  load(module_of("__tntc.default = 7;"));
  ASSERT_TRUE(invoke(1));
  EXPECT_EQ(host.end_of(1)->text,
            "Node at \"nodes/n.ts\" must export a default async function. Got: number");
}

// --- isolation ----------------------------------------------------------------------------------

class RefusedCode : public RealmTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(RefusedCode, IsAnEvalError) {
  const CallEnd end = run(std::string("return await ") + GetParam() + ";");
  EXPECT_FALSE(end.ok) << end.text;
  EXPECT_EQ(end.name, "EvalError");
  EXPECT_EQ(end.text, "eval and Function are disabled in workflow nodes");
}

INSTANTIATE_TEST_SUITE_P(
    RealmTest, RefusedCode,
    ::testing::Values("eval('1')", "(0, eval)('1')", "new Function('return 1')()",
                      "Function('return 1')()", "Reflect.construct(Function, ['return 1'])()",
                      "(() => {}).constructor('return 1')()",
                      "(async () => {}).constructor('return 1')()",
                      "(function* () {}).constructor('yield 1')().next().value",
                      "(async function* () {}).constructor('yield 1')().next()",
                      "ctx.log.info.constructor('return globalThis')()",
                      "ctx.fetch.constructor('return globalThis')()",
                      "Object.getOwnPropertyDescriptor(ctx, 'config').get.constructor('1')()",
                      "[].constructor.constructor('return globalThis')()"));

TEST_F(RealmTest, SharesNoGlobalsWithAnotherRealmOfItsVm) {
  FakeHost other_host;
  const std::unique_ptr<Realm> other = make_realm(other_host);
  ASSERT_TRUE(other->load("nodes/other.ts",
                          node_of("globalThis.shared = 1; Array.prototype.shared = 2;"
                                  "JSON.stringify = () => 'spoilt';"),
                          late()));
  ASSERT_TRUE(other->invoke({1, "{}", "run-1", 1}, late()));
  EXPECT_EQ(output("return [typeof shared, typeof [].shared, JSON.stringify(1)];"),
            R"(["undefined","undefined","1"])");
}

TEST_F(RealmTest, GivesEachCallConfigAndSecretsOfItsOwn) {
  host.config_text = R"({"list":[1]})";
  host.secrets_text = R"({"mail":{"token":"t"}})";
  load(
      node_of("const seen = JSON.stringify([ctx.config, ctx.secrets]);\n"
              "ctx.config.list.push(2); ctx.secrets.mail.token = 'changed';\n"
              "return seen;"));
  ASSERT_TRUE(invoke(1));
  ASSERT_TRUE(invoke(2));
  EXPECT_EQ(host.end_of(1)->text, host.end_of(2)->text);
  EXPECT_THAT(host.end_of(2)->text, HasSubstr(R"([1])"));
}

// --- the world outside --------------------------------------------------------------------------

TEST_F(RealmTest, AnswersAFetchPieceByPiece) {
  load(
      node_of("const answer = await fetch('http://127.0.0.1/x', { method: 'POST', body: 'b' });\n"
              "return [answer.status, answer.headers.get('kind'), await answer.text()];"));
  ASSERT_TRUE(invoke(1));
  ASSERT_THAT(host.fetches, SizeIs(1));
  const auto& [number, fetch] = *host.fetches.begin();
  EXPECT_EQ(fetch.call.method, "POST");
  EXPECT_EQ(fetch.call.url, "http://127.0.0.1/x");
  EXPECT_EQ(fetch.call.body, "b");
  const std::vector<std::pair<std::string, std::string>> headers = {{"kind", "k"}};
  ASSERT_TRUE(realm->on_fetch(number, {FetchEvent::head, 201, "Created", headers}, late()));
  ASSERT_TRUE(realm->on_fetch(number, {FetchEvent::data, 0, "he", {}}, late()));
  ASSERT_TRUE(realm->on_fetch(number, {FetchEvent::data, 0, "llo", {}}, late()));
  ASSERT_TRUE(realm->on_fetch(number, {FetchEvent::end, 0, {}, {}}, late()));
  ASSERT_THAT(host.ends, SizeIs(1));
  EXPECT_EQ(host.end_of(1)->text, R"([201,"k","hello"])");
}

TEST_F(RealmTest, MakesARefusalOfTheHostATypeError) {
  host.refusal = Error{ErrorKind::denied, "no more timers"};
  const CallEnd end = run("setTimeout(() => {}, 1);");
  EXPECT_EQ(end.name, "TypeError");
  EXPECT_EQ(end.text, "no more timers");
}

// --- the end of an attempt ----------------------------------------------------------------------

TEST_F(RealmTest, AbortsTheSignalOfACancelledCall) {
  load(
      node_of("ctx.signal.addEventListener('abort', () => {\n"
              "  ctx.log.info(ctx.signal.reason.name, ctx.signal.reason.message);\n"
              "});\n"
              "await new Promise(() => {});"));
  ASSERT_TRUE(invoke(1));
  ASSERT_TRUE(realm->cancel("TimeoutError", "too slow", late()));
  ASSERT_THAT(host.logs, SizeIs(1));
  EXPECT_EQ(host.logs[0].text, "TimeoutError too slow");
}

TEST_F(RealmTest, DropsTheLateResultOfACancelledCall) {
  load(
      node_of("if (input.ready) return 'second';\n"
              "await new Promise((r) => ctx.signal.addEventListener('abort', r));\n"
              "return 'first';"));
  ASSERT_TRUE(invoke(1));
  ASSERT_TRUE(realm->cancel("AbortError", "stopped", late()));
  ASSERT_TRUE(invoke(2, R"({"ready":true})"));
  EXPECT_EQ(host.end_of(1), nullptr);
  ASSERT_NE(host.end_of(2), nullptr);
  EXPECT_EQ(host.end_of(2)->text, R"("second")");
}

TEST_F(RealmTest, ForgetsTimersAndFetchesOfACancelledCall) {
  load(
      node_of("setInterval(() => ctx.log.info('tick'), 5);\n"
              "await fetch('http://127.0.0.1/');"));
  ASSERT_TRUE(invoke(1));
  ASSERT_THAT(host.timers, SizeIs(1));
  ASSERT_THAT(host.fetches, SizeIs(1));
  const TimerNumber timer = host.timers.begin()->first;
  ASSERT_TRUE(realm->cancel("AbortError", "stopped", late()));
  EXPECT_THAT(host.timers, IsEmpty());
  EXPECT_THAT(host.fetches, IsEmpty());
  // One that was due already.
  ASSERT_TRUE(realm->on_timer(timer, late()));
  EXPECT_THAT(host.logs, IsEmpty());
}

// --- script that does not end -------------------------------------------------------------------

struct Loop {
  const char* name;
  const char* body;
};

class EndlessScript : public RealmTest, public ::testing::WithParamInterface<Loop> {};

TEST_P(EndlessScript, IsStoppedAtItsDeadlineAndItsVmIsDead) {
  load(node_of(GetParam().body));
  const std::int64_t deadline = soon();
  EXPECT_FALSE(invoke(1, "{}", deadline));
  EXPECT_GE(monotonic_ns(), deadline);
  EXPECT_EQ(vm->stopped(), Stop::deadline);
  EXPECT_THAT(host.ends, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    RealmTest, EndlessScript,
    ::testing::Values(Loop{"Loop", "for (;;);"}, Loop{"AfterAnAwait", "await null; for (;;);"},
                      Loop{"Getter", "return { get a() { for (;;); } }.a;"},
                      Loop{"ToJson", "return { toJSON() { for (;;); } };"},
                      Loop{"GetterOfTheOutput", "return { get a() { for (;;); } };"},
                      Loop{"SortComparator", "return [2, 1].sort(() => { for (;;); });"},
                      Loop{"Finally", "try { for (;;); } finally { for (;;); }"},
                      Loop{"CatchThatGoesOn", "for (;;) { try { for (;;); } catch {} }"},
                      Loop{"Proxy", "return new Proxy({}, { get() { for (;;); } }).a;"},
                      Loop{"ErrorMessage",
                           "const e = new Error(); "
                           "Object.defineProperty(e, 'message', { get() { for (;;); } }); "
                           "throw e;"},
                      Loop{"Reviver", "return JSON.parse('[1]', () => { for (;;); });"},
                      Loop{"Allocation", "let a = []; for (;;) { a = [a.length]; }"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST_F(RealmTest, StopsAModuleThatDoesNotFinishLoading) {
  realm = make_realm(host);
  EXPECT_FALSE(realm->load(kPath, module_of("for (;;);"), soon()));
  EXPECT_EQ(vm->stopped(), Stop::deadline);
}

TEST_F(RealmTest, StopsATimerThatDoesNotEnd) {
  output("setTimeout(() => { for (;;); }, 1); return 1;");
  EXPECT_FALSE(realm->on_timer(host.timers.begin()->first, soon()));
  EXPECT_EQ(vm->stopped(), Stop::deadline);
}

TEST_F(RealmTest, StopsAnAbortListenerThatDoesNotEnd) {
  load(
      node_of("ctx.signal.addEventListener('abort', () => { for (;;); });\n"
              "await new Promise(() => {});"));
  ASSERT_TRUE(invoke(1));
  EXPECT_FALSE(realm->cancel("AbortError", "stopped", soon()));
  EXPECT_EQ(vm->stopped(), Stop::deadline);
}

TEST_F(RealmTest, LeavesAloneWhatEndsAfterManyLooksOfTheTimeLimit) {
  load(
      node_of("const until = performance.now() + 50;\n"
              "while (performance.now() < until);\n"
              "return 1;"));
  ASSERT_TRUE(invoke(1));
  EXPECT_EQ(vm->stopped(), Stop::none);
  EXPECT_EQ(host.end_of(1)->text, "1");
}

class BrakedScript : public RealmTest, public ::testing::WithParamInterface<Stop> {};

TEST_P(BrakedScript, IsStoppedByAnotherThreadWithItsReason) {
  load(node_of("for (;;);"));
  std::thread other([this] {
    while (brake.entered_at() == 0) std::this_thread::yield();
    brake.stop(GetParam(), brake.entered_at());
  });
  EXPECT_FALSE(invoke(1));
  other.join();
  EXPECT_EQ(vm->stopped(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(RealmTest, BrakedScript, ::testing::Values(Stop::cancelled, Stop::memory),
                         [](const auto& instance) {
                           return instance.param == Stop::memory ? "Memory" : "Cancelled";
                         });

TEST_F(RealmTest, IsNotStoppedByABrakeMeantForAnEarlierEntry) {
  load(
      node_of("const until = performance.now() + 50;\n"
              "while (performance.now() < until);\n"
              "return 1;"));
  brake.stop(Stop::cancelled, monotonic_ns() - 1);
  ASSERT_TRUE(invoke(1));
  EXPECT_EQ(vm->stopped(), Stop::none);
}

TEST_F(RealmTest, GivesItsThreadToAnotherVmOnceItIsDead) {
  load(node_of("for (;;);"));
  ASSERT_FALSE(invoke(1, "{}", soon()));
  realm.reset();
  vm = std::make_unique<Vm>(brake);
  EXPECT_EQ(output("return 1;"), "1");
}

}  // namespace
}  // namespace tntc::runtime::js
