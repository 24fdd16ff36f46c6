#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "bundle/testing/workflow_directory.h"

namespace tntc::bundle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// "nodes/x.ts:1:14 rule", in the order of the text.
std::vector<std::string> shorts(const WorkflowDirectory& directory, const Compiled& compiled) {
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    std::string place = where(diagnostic);
    if (place.starts_with(directory.path())) place = place.substr(directory.path().size() + 1);
    lines.push_back(place + ' ' + diagnostic.rule);
  }
  std::ranges::sort(lines);
  return lines;
}

// The diagnostics of one node file; there must be no bundle.
Compiled refused(const WorkflowDirectory& directory, const std::string& node = "nodes/x.ts") {
  auto compiled = directory.compile({node});
  EXPECT_TRUE(compiled) << compiled.error().message;
  EXPECT_FALSE(compiled->bundle);
  return std::move(*compiled);
}

struct Row {
  const char* code;  // of nodes/x.ts
  const char* expected;
};

TEST(CompileRefuses, EachWithItsPlaceAndRule) {
  const std::vector<Row> rows = {
      {"import a from \"npm:zod@3\";\nexport default () => a;",
       "nodes/x.ts:1:15 third-party-import"},
      {"import a from \"jsr:@std/x\";\nexport default () => a;",
       "nodes/x.ts:1:15 third-party-import"},
      {"\nimport a from 'https://deno.land/x/y.ts';\nexport default () => a;",
       "nodes/x.ts:2:15 third-party-import"},
      {"import a from \"node:fs\";\nexport default () => a;", "nodes/x.ts:1:15 third-party-import"},
      {"import a from \"zod\";\nexport default () => a;", "nodes/x.ts:1:15 third-party-import"},
      {"import a from \"std/x.ts\";\nexport default () => a;",
       "nodes/x.ts:1:15 third-party-import"},
      {"import a from \"installed\";\nexport default () => a;",
       "nodes/x.ts:1:15 third-party-import"},
      {"import \"#sub\";\nexport default () => 1;", "nodes/x.ts:1:8 third-party-import"},
      {"export * from \"https://e.org/a.ts\";\nexport default () => 1;",
       "nodes/x.ts:1:15 third-party-import"},
      {"export default () => import(\"https://e.org/a.ts\");",
       "nodes/x.ts:1:29 third-party-import"},
      {"const f = require(\"fs\"); export default () => f;", "nodes/x.ts:1:19 third-party-import"},
      {"/* é */ import a from \"./none.ts\";\nexport default () => a;",
       "nodes/x.ts:1:23 missing-import"},
      {"import { h } from \"../lib/h.ts?raw\";\nexport default () => h;",
       "nodes/x.ts:1:19 missing-import"},
      {"import a from \"../../outside.ts\";\nexport default () => a;",
       "nodes/x.ts:1:15 outside-directory"},
      {"import a from \"../lib/out.ts\";\nexport default () => a;",
       "nodes/x.ts:1:15 outside-directory"},
      {"import a from \"../up/outside.ts\";\nexport default () => a;",
       "nodes/x.ts:1:15 outside-directory"},
      {"import a from \"/etc/hostname.txt\";\nexport default () => a;",
       "nodes/x.ts:1:15 outside-directory"},
      {"import a from \"../.secrets.yaml\";\nexport default () => a;",
       "nodes/x.ts:1:15 secrets-import"},
      {"import a from \"../.secrets/key.json\";\nexport default () => a;",
       "nodes/x.ts:1:15 secrets-import"},
      {"import a from \"../lib/innocent.txt\";\nexport default () => a;",
       "nodes/x.ts:1:15 secrets-import"},
      {"import { foo } from \"tentacular\";\nexport default () => foo;",
       "nodes/x.ts:1:10 tentacular-import"},
      {"import * as t from \"tentacular\";\nexport default () => t.foo;",
       "nodes/x.ts:2:24 tentacular-import"},
      {"import { NonRetryableError, foo } from \"tentacular\";\n"
       "export default () => { foo(); throw new NonRetryableError(\"no\"); };",
       "nodes/x.ts:1:29 tentacular-import"},
      {"import t from \"tentacular\";\nexport default () => t;",
       "nodes/x.ts:1:8 tentacular-import"},
      {"import m from \"tentacular/testing/mocks\";\nexport default () => m;",
       "nodes/x.ts:1:15 tentacular-import"},
      {"import a from \"./a.png\";\nexport default () => a;", "nodes/x.ts:1:15 unsupported-file"},
      {"const é = 'é'; export default () => import.meta.url;", "nodes/x.ts:1:37 import-meta"},
      {"export default () => import.meta.resolve('x');", "nodes/x.ts:1:22 import-meta"},
      {"export default (c, i) => import(i.name);", "nodes/x.ts:1:26 dynamic-import"},
      {"export default (c, i) => require(i.name);", "nodes/x.ts:1:26 require"},
      {"const a = 1;\nexport async function run() {}", "nodes/x.ts:2:1 missing-default-export"},
      {"console.log(1);", "nodes/x.ts:1:1 missing-default-export"},
      {"", "nodes/x.ts:1:1 missing-default-export"},
      {"module.exports = async () => 1;", "nodes/x.ts:1:1 missing-default-export"},
      {"export default function( {\n", "nodes/x.ts:2:1 compile"},
      {"import { gone } from \"../lib/h.ts\";\nexport default () => gone;",
       "nodes/x.ts:1:10 compile"},
      {"import d from \"./bad.json\";\nexport default () => d;", "nodes/bad.json:1:2 compile"},
  };
  for (const Row& row : rows) {
    WorkflowDirectory directory;
    directory.write("../outside.ts", "export default 1;");
    directory.write("lib/h.ts", "export const h = 1;");
    directory.write(".secrets.yaml", "token: canary");
    directory.write(".secrets/key.json", "{}");
    directory.write("nodes/a.png", "");
    directory.write("nodes/bad.json", "{]");
    directory.write("node_modules/installed/index.js", "export default 1;");
    directory.link("../../outside.ts", "lib/out.ts");
    directory.link("..", "up");
    directory.link("../.secrets.yaml", "lib/innocent.txt");
    directory.write("nodes/x.ts", row.code);
    const Compiled compiled = refused(directory);
    EXPECT_THAT(shorts(directory, compiled), ElementsAre(row.expected)) << row.code;
  }
}

TEST(CompileRefuses, SaysWhatToDoAndShowsTheLine) {
  WorkflowDirectory directory;
  directory.write("nodes/x.ts",
                  "const a = 1;\n\timport z from \"npm:zod\"; export default () => z;");
  const Compiled compiled = refused(directory);
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(compiled.diagnostics[0].message,
            "cannot import `npm:zod`: third-party modules are not supported yet");
  EXPECT_THAT(compiled.diagnostics[0].hint, HasSubstr("lock file"));
  EXPECT_THAT(compiled.diagnostics[0].hint, HasSubstr("relative path"));
  EXPECT_EQ(compiled.diagnostics[0].frame,
            "  2 | \timport z from \"npm:zod\"; export default () => z;\n"
            "    | \t              ^");
}

TEST(CompileRefuses, AllProblemsOfAllFilesAtOnce) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts",
                  "import z from \"zod\";\nimport y from \"./y.ts\";\n"
                  "export default () => [z, y, import.meta.url];");
  directory.write("nodes/b.ts", "import h from \"../lib/h.ts\";\nexport default () => h;");
  directory.write("lib/h.ts", "let = ;");
  const auto compiled = directory.compile({"nodes/a.ts", "nodes/b.ts", "nodes/missing.ts"});
  ASSERT_TRUE(compiled);
  EXPECT_THAT(shorts(directory, *compiled),
              ElementsAre("lib/h.ts:1:7 compile", "nodes/a.ts:1:15 third-party-import",
                          "nodes/a.ts:2:15 missing-import", "nodes/a.ts:3:29 import-meta",
                          "workflow.yaml:12:3 missing-file"));
}

TEST(CompileRefuses, EveryPlaceThatImportsARefusedFile) {
  WorkflowDirectory directory;
  directory.write("../outside.ts", "export default 1;");
  directory.write("nodes/x.ts",
                  "import o from \"../../outside.ts\";\nimport h from \"../lib/h.ts\";\n"
                  "export default () => [o, h];");
  directory.write("lib/h.ts", "\nexport { default } from \"../../outside.ts\";");
  EXPECT_THAT(shorts(directory, refused(directory)),
              ElementsAre("lib/h.ts:2:25 outside-directory", "nodes/x.ts:1:15 outside-directory"));
}

TEST(CompileRefuses, PatternsThatReachOutsideOrIntoSecrets) {
  WorkflowDirectory directory;
  directory.write("../other/b.ts", "export default 1;");
  directory.write(".secrets/a.json", "{}");
  directory.write("nodes/x.ts",
                  "export default (c, i) => [import(`../../other/${i}.ts`),"
                  " import(`../.secrets/${i}.json`)];");
  EXPECT_THAT(shorts(directory, refused(directory)),
              ElementsAre("../other/b.ts outside-directory", ".secrets/a.json secrets-import"));
}

TEST(CompileRefuses, WarningsDoNotStopABundle) {
  WorkflowDirectory directory;
  directory.write(
      "nodes/x.ts",
      "export default (c, i) => { switch (i) { case 1: return 1; case 1: return 2; } };");
  const auto compiled = directory.compile({"nodes/x.ts"});
  ASSERT_TRUE(compiled);
  EXPECT_TRUE(compiled->bundle);
  ASSERT_EQ(compiled->diagnostics.size(), 1U);
  EXPECT_EQ(compiled->diagnostics[0].severity, Severity::warning);
  EXPECT_EQ(compiled->diagnostics[0].rule, "duplicate-case");
}

TEST(CompileRefuses, ImportsThatAreNeverUsedAsValuesAreTypes) {
  WorkflowDirectory directory;
  directory.write("nodes/x.ts",
                  "import { Context } from \"tentacular\";\nimport type { Z } from \"npm:zod\";\n"
                  "import { Only } from \"https://e.org/types.ts\";\n"
                  "export default (c: Context, z: Z, o: Only) => 1;");
  const auto compiled = directory.compile({"nodes/x.ts"});
  ASSERT_TRUE(compiled);
  EXPECT_TRUE(compiled->bundle) << to_text(compiled->diagnostics.at(0));
}

}  // namespace
}  // namespace tntc::bundle
