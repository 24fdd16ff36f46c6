#include "spec/workflow.h"

#include <chrono>
#include <ctime>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tntc::spec {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string kHead = "name: demo\nversion: \"1.0\"\ntriggers: [{type: manual}]\n";
const std::string kNodes = "nodes:\n  a: {path: ./a.ts}\n  b: {path: ./b.ts}\n";

Parsed parse(const std::string& yaml) {
  return parse_workflow(yaml, "workflow.yaml");
}

Workflow valid(const std::string& yaml) {
  Parsed parsed = parse(yaml);
  for (const Diagnostic& d : parsed.diagnostics) ADD_FAILURE() << to_text(d);
  return parsed.workflow.value_or(Workflow{});
}

Diagnostic only_problem(const std::string& yaml) {
  Parsed parsed = parse(yaml);
  EXPECT_THAT(parsed.diagnostics, SizeIs(1)) << yaml;
  return parsed.diagnostics.empty() ? Diagnostic{} : parsed.diagnostics.front();
}

TEST(Workflow, KeepsNodesAndEdgesInTheOrderOfTheFile) {
  const Workflow workflow = valid(kHead +
                                  "nodes: {z: {path: z.ts}, a: {path: a.ts}, m: {path: m.ts}}\n"
                                  "edges: [{from: m, to: z}, {from: a, to: z}]\n");

  ASSERT_THAT(workflow.nodes, SizeIs(3));
  EXPECT_EQ(workflow.nodes[0].name, "z");
  EXPECT_EQ(workflow.nodes[1].path, "a.ts");
  ASSERT_THAT(workflow.edges, SizeIs(2));
  EXPECT_EQ(workflow.edges[0].from, 2u);
  EXPECT_EQ(workflow.edges[0].to, 0u);
  EXPECT_EQ(workflow.edges[1].from, 1u);
}

TEST(Workflow, SaysWhereItsPartsStand) {
  const Workflow workflow = valid(kHead + kNodes + "edges:\n  - {from: a, to: b}\n");

  EXPECT_EQ(workflow.triggers[0].at.line, 3);
  EXPECT_EQ(workflow.nodes[1].at.line, 6);
  EXPECT_EQ(workflow.nodes[1].at.column, 3);
  EXPECT_EQ(workflow.edges[0].at.line, 8);
  EXPECT_EQ(workflow.edges[0].at.column, 5);
}

TEST(Workflow, HasTheDocumentedDefaults) {
  const Workflow workflow = valid(kHead + kNodes);

  EXPECT_TRUE(workflow.edges.empty());
  EXPECT_EQ(workflow.config.timeout, Milliseconds(30'000));
  EXPECT_EQ(workflow.config.retries, 0);
  EXPECT_FALSE(workflow.config.run_timeout);
  EXPECT_EQ(workflow.config.schedule, Schedule::eager);
  EXPECT_EQ(workflow.config.json, "{}");
  EXPECT_EQ(workflow.nodes[0].capabilities.net, std::nullopt);
  EXPECT_EQ(workflow.sandbox, Sandbox::standard);
  EXPECT_FALSE(workflow.nodes[0].timeout);
  EXPECT_FALSE(workflow.nodes[0].retries);
  EXPECT_EQ(workflow.nodes[0].backoff.initial, Milliseconds(100));
  EXPECT_EQ(workflow.deployment_namespace, "");
}

TEST(Workflow, ReadsEveryKey) {
  const Workflow workflow = valid(R"(
name: demo
version: 1.10
description: Says so.
triggers:
  - {type: cron, name: daily, schedule: "0 9 * * *", timezone: Europe/Berlin}
  - {type: webhook, path: /hooks/demo}
  - {type: queue, subject: orders.>}
nodes:
  a:
    path: ./a.ts
    description: First.
    timeout: 1m30s
    retries: 3
    backoff: {initial: 1s, factor: 3, max: 2m, jitter: 0.5}
    when: input.ok
    capabilities: {net: [api.example.com], n: 1}
config: {timeout: 45, retries: 2, runTimeout: 10m, schedule: stages, own: [1, "2"]}
deployment: {namespace: team-a}
sandbox: strict
)");

  EXPECT_EQ(workflow.version, "1.10");
  EXPECT_EQ(workflow.description, "Says so.");
  ASSERT_THAT(workflow.triggers, SizeIs(3));
  EXPECT_EQ(workflow.triggers[0].type, TriggerType::cron);
  EXPECT_EQ(workflow.triggers[0].name, "daily");
  EXPECT_EQ(workflow.triggers[0].schedule, "0 9 * * *");
  EXPECT_EQ(workflow.triggers[0].timezone, "Europe/Berlin");
  EXPECT_EQ(workflow.triggers[1].path, "/hooks/demo");
  EXPECT_EQ(workflow.triggers[2].subject, "orders.>");
  const Node& node = workflow.nodes.at(0);
  EXPECT_EQ(node.description, "First.");
  EXPECT_EQ(node.timeout, Milliseconds(90'000));
  EXPECT_EQ(node.retries, 3);
  EXPECT_EQ(node.backoff.initial, Milliseconds(1000));
  EXPECT_EQ(node.backoff.factor, 3);
  EXPECT_EQ(node.backoff.max, Milliseconds(120'000));
  EXPECT_EQ(node.backoff.jitter, 0.5);
  EXPECT_EQ(node.when, "input.ok");
  EXPECT_THAT(node.capabilities.net, testing::Optional(testing::ElementsAre("api.example.com")));
  EXPECT_EQ(node.capabilities.secrets, std::nullopt);
  EXPECT_THAT(node.capabilities.informational, testing::ElementsAre("n"));
  EXPECT_EQ(workflow.config.timeout, Milliseconds(45'000));
  EXPECT_EQ(workflow.config.retries, 2);
  EXPECT_EQ(workflow.config.run_timeout, Milliseconds(600'000));
  EXPECT_EQ(workflow.config.schedule, Schedule::stages);
  EXPECT_EQ(workflow.config.json,
            R"({"timeout":45,"retries":2,"runTimeout":"10m","schedule":"stages","own":[1,"2"]})");
  EXPECT_EQ(workflow.deployment_namespace, "team-a");
}

TEST(Workflow, TheDefaultBackoffMaximumGivesWayToALongerInitialWait) {
  const Workflow workflow = valid(kHead + "nodes: {a: {path: a.ts, backoff: {initial: 1m}}}");

  EXPECT_EQ(workflow.nodes.at(0).backoff.max, Milliseconds(60'000));
}

TEST(Workflow, ReadsNodesWithoutCodeLoopsAndHandlers) {
  const Workflow workflow = valid(kHead + R"(
nodes:
  pause: {sleep: 5m}
  yes: {waitFor: order.approved}
  paid: {waitFor: {event: paid, timeout: 2h}, onFailure: tell}
  each: {path: ./e.ts, forEach: input.items, concurrency: 4, onError: collect, onFailure: tell}
  one: {path: ./e.ts, forEach: input}
  tell: {path: ./tell.ts}
)");

  EXPECT_EQ(workflow.nodes[0].sleep, Milliseconds(300'000));
  EXPECT_EQ(workflow.nodes[0].path, "");
  ASSERT_TRUE(workflow.nodes[1].wait_for);
  EXPECT_EQ(workflow.nodes[1].wait_for->event, "order.approved");
  EXPECT_FALSE(workflow.nodes[1].wait_for->timeout);
  ASSERT_TRUE(workflow.nodes[2].wait_for);
  EXPECT_EQ(workflow.nodes[2].wait_for->timeout, Milliseconds(7'200'000));
  EXPECT_EQ(workflow.nodes[2].on_failure, "tell");
  ASSERT_TRUE(workflow.nodes[3].for_each);
  EXPECT_EQ(workflow.nodes[3].for_each->path, "input.items");
  EXPECT_EQ(workflow.nodes[3].for_each->concurrency, 4);
  EXPECT_TRUE(workflow.nodes[3].for_each->collect);
  ASSERT_TRUE(workflow.nodes[4].for_each);
  EXPECT_EQ(workflow.nodes[4].for_each->concurrency, 1);
  EXPECT_FALSE(workflow.nodes[4].for_each->collect);
  EXPECT_FALSE(workflow.nodes[5].for_each);
  EXPECT_EQ(workflow.nodes[5].on_failure, "");
}

// A wait that has timed out would begin again.
TEST(Workflow, TriesNodesWithoutCodeOnce) {
  const Workflow workflow =
      valid(kHead + "nodes: {yes: {waitFor: {event: e, timeout: 1s}}}\nconfig: {retries: 3}");

  EXPECT_EQ(workflow.nodes[0].retries, 0);
}

TEST(Workflow, SuggestsTheKeysOfLoopsAndWaits) {
  const std::string hints[][2] = {{"{path: a.ts, foreach: input}", "did you mean `forEach`?"},
                                  {"{path: a.ts, on_failure: b}", "did you mean `onFailure`?"},
                                  {"{path: a.ts, onErorr: fail}", "did you mean `onError`?"},
                                  {"{path: a.ts, concurency: 3}", "did you mean `concurrency`?"},
                                  {"{waitFor: {event: a, timout: 1s}}", "did you mean `timeout`?"}};
  for (const auto& [node, hint] : hints) {
    EXPECT_EQ(only_problem(kHead + "nodes: {a: " + node + "}").hint, hint);
  }
}

TEST(Workflow, SaysWhatIsWrongWithAHandler) {
  const std::string rows[][2] = {
      {"{a: {path: a.ts, onFailure: a}}", "node `a` cannot handle its own failure"},
      {"{a: {path: a.ts, onFailure: b}, b: {path: b.ts}}\nedges: [{from: a, to: b}]",
       "node `b` handles failures and has an edge, in line 5"},
      {"{a: {path: a.ts, onFailure: b}, b: {path: b.ts, onFailure: c}, c: {path: c.ts}}",
       "node `b` handles failures and has an `onFailure` of its own"},
      {"{a: {path: a.ts, onFailure: b}, b: {waitFor: x}}",
       "node `b` has no code to handle a failure with"}};
  for (const auto& [nodes, message] : rows) {
    EXPECT_EQ(only_problem(kHead + "nodes: " + nodes).message, message);
  }
}

TEST(Workflow, TellsWhereTheTimeoutOfAWaitBelongs) {
  const Diagnostic problem = only_problem(kHead + "nodes: {a: {waitFor: x, timeout: 1s}}");

  EXPECT_EQ(problem.severity, Severity::warning);
  EXPECT_EQ(problem.message, "a node with `waitFor` does not use `timeout`");
  EXPECT_THAT(problem.hint, HasSubstr("waitFor: {event: approved, timeout: 2h}"));
}

TEST(Workflow, WithOnlyWarningsIsUsable) {
  const Parsed parsed = parse(kHead + kNodes + "shedule: x\n");

  EXPECT_TRUE(parsed.workflow);
  ASSERT_THAT(parsed.diagnostics, SizeIs(1));
  EXPECT_EQ(parsed.diagnostics[0].severity, Severity::warning);
}

TEST(Workflow, SuggestsTheKeyThatWasMeant) {
  const Diagnostic problem = only_problem(
      "name: demo\nversion: \"1.0\"\ntriggers:\n"
      "  - {type: cron, schedule: '0 9 * * *', timezoen: UTC}\n" +
      kNodes);

  EXPECT_EQ(problem.hint, "did you mean `timezone`?");
  EXPECT_EQ(problem.message, "trigger 1 has no key `timezoen`");
  EXPECT_THAT(problem.frame, HasSubstr("  4 |   - {type: cron"));
}

TEST(Workflow, SuggestsTheNodeThatWasMeant) {
  const Diagnostic problem = only_problem(
      kHead +
      "nodes: {fetch: {path: a.ts}, store: {path: b.ts}}\nedges: [{from: fetch, to: sotre}]");

  EXPECT_EQ(problem.rule, "unknown-node");
  EXPECT_EQ(problem.hint, "did you mean `store`?");
}

TEST(Workflow, NamesTheWholeCycle) {
  const Diagnostic problem =
      only_problem(kHead +
                   "nodes: {a: {path: a.ts}, b: {path: b.ts}, c: {path: c.ts}}\n"
                   "edges: [{from: a, to: b}, {from: b, to: c}, {from: c, to: a}]");

  EXPECT_EQ(problem.message, "cycle: a → b → c → a");
}

TEST(Workflow, CountsColumnsInCodePoints) {
  const Diagnostic problem = only_problem(
      "{name: demo, description: täglich €, version: x, triggers: [{type: manual}], "
      "nodes: {a: {path: ./a.ts}}}");

  EXPECT_EQ(problem.rule, "invalid-version");
  EXPECT_EQ(problem.column, 47);
}

TEST(Workflow, DoesNotRepeatAFaultForEachAlias) {
  const Parsed parsed = parse(kHead + "nodes:\n  a: &n {path: ./a.ts, retries: -1}\n  b: *n\n");

  EXPECT_THAT(parsed.diagnostics, SizeIs(1));
}

TEST(Workflow, OfALargeFileIsRefused) {
  const Diagnostic problem = only_problem(kHead + kNodes + "#" + std::string(1u << 20, 'x'));

  EXPECT_EQ(problem.rule, "too-large");
}

TEST(Workflow, ShowsTheFirstOfManyProblemsAndCountsTheRest) {
  std::string yaml = kHead + kNodes + "edges:\n";
  for (int i = 0; i < 1000; ++i) yaml += "  - {from: x, to: y}\n";

  const Parsed parsed = parse(yaml);

  ASSERT_THAT(parsed.diagnostics, SizeIs(201));
  EXPECT_EQ(parsed.diagnostics.back().rule, "too-many");
  EXPECT_EQ(parsed.diagnostics.back().message, "1800 further problems are not shown");
}

// CPU time: a busy machine does not make the parser slower.
std::chrono::milliseconds time_to_parse(const std::string& yaml, Parsed& parsed) {
  const std::clock_t before = std::clock();
  parsed = parse(yaml);
  return std::chrono::milliseconds((std::clock() - before) * 1000 / CLOCKS_PER_SEC);
}

TEST(Workflow, OfFiveThousandNodesIsReadInMilliseconds) {
  std::string yaml = kHead + "nodes:\n";
  for (int i = 0; i < 5000; ++i) {
    yaml += fmt::format("  node-{0}:\n    path: ./nodes/node-{0}.ts\n", i);
  }
  yaml += "edges:\n";
  for (int i = 1; i < 5000; ++i) {
    yaml += fmt::format("  - from: node-{}\n    to: node-{}\n", i - 1, i);
  }

  Parsed parsed;
  const auto took = time_to_parse(yaml, parsed);

  ASSERT_TRUE(parsed.workflow);
  EXPECT_THAT(parsed.workflow->edges, SizeIs(4999));
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(took.count(), 300);
#else
  EXPECT_LT(took.count(), 5000);  // quadratic would be a minute
#endif
}

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string all;
  while (all.size() + text.size() <= bytes) all += text;
  return all;
}

// A quarter of a megabyte each of what makes parsers slow; quadratic work would take minutes.
TEST(Workflow, OfHostileBytesIsRefusedInSeconds) {
  constexpr std::size_t kSize = 1u << 18;
  const std::string documents[] = {
      repeated("[", kSize),
      repeated("{", kSize),
      repeated("- ", kSize),
      repeated("? ", kSize),
      repeated("&a ", kSize),
      repeated("!", kSize),
      repeated("%", kSize),
      repeated("---\n", kSize),
      repeated("a: ", kSize),
      repeated("ä,", kSize),
      repeated("\t", kSize),
      repeated("\"", kSize),
      repeated("'", kSize),
      repeated("#\n", kSize),
      repeated("a: 1\n", kSize),
      repeated("\n", kSize),
      "[" + repeated("ä,", kSize) + "]",
      "{" + repeated("ä: 1,", kSize) + "}",
      "nodes: {" + repeated("ä: 1,", kSize - 8) + "}",
      "edges: [" + repeated("{from: a},", kSize - 8) + "]",
      "x: &a [" + repeated("1,", kSize / 2) + "]\ny: [" + repeated("*a,", kSize / 4) + "]",
      "triggers: [" + repeated("{type: cron, schedule: '* * * * *', x: y},", kSize - 16) + "]",
      "config: {a: \"" + repeated("\\x41", kSize - 16) + "\"}",
      "config: |\n" + repeated("  x\n", kSize - 16),
      "config: {t: [" + repeated("'',", kSize - 16) + "]}",
  };
  for (const std::string& yaml : documents) {
    Parsed parsed;
    const auto took = time_to_parse(yaml, parsed);

    EXPECT_FALSE(parsed.workflow);
    EXPECT_TRUE(has_errors(parsed.diagnostics)) << yaml.substr(0, 20);
    EXPECT_LT(took.count(), 10'000) << yaml.substr(0, 20);
  }
}

}  // namespace
}  // namespace tntc::spec
