#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bundle/digest.h"
#include "bundle/source_map.h"
#include "bundle/testing/workflow_directory.h"
#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNode = "export default async () => 1;\n";

std::vector<std::string> source_paths(const Bundle& bundle) {
  std::vector<std::string> paths;
  for (const SourceFile& source : bundle.sources) paths.push_back(source.path);
  return paths;
}

Bundle compiled(const WorkflowDirectory& directory, const std::vector<std::string>& paths) {
  const auto result = directory.compile(paths);
  EXPECT_TRUE(result) << result.error().message;
  EXPECT_TRUE(result->bundle) << to_text(result->diagnostics.at(0));
  return *result->bundle;
}

TEST(Compile, NodesThatNameOneFileShareItsModule) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts", kNode);
  directory.write("nodes/b.js", kNode);
  const Bundle bundle = compiled(directory, {"./nodes/b.js", "./nodes/a.ts", "nodes/b.js"});

  ASSERT_EQ(bundle.modules.size(), 2U);
  EXPECT_EQ(bundle.modules[0].path, "nodes/a.ts");
  EXPECT_EQ(bundle.modules[1].path, "nodes/b.js");
  EXPECT_THAT(bundle.node_module, ElementsAre(1U, 0U, 1U));
  EXPECT_EQ(bundle.workflow_yaml, "name: flow\n");
  EXPECT_EQ(bundle.compiler, "esbuild 0.28.2");
  EXPECT_EQ(bundle.digest, digest_of(bundle));
}

TEST(Compile, SourcesAreAllFilesThatWentIn) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts",
                  "import x from \"../lib/x.ts\"; import d from \"./d.json\";\n"
                  "import e from \"./d.json\" with { type: \"json\" };\n"
                  "import type { T } from \"./types.ts\";\n"
                  "export default async (t: T) => [x, d, e];");
  directory.write("lib/x.ts", "import sql from \"./q.sql\"; export default sql;");
  directory.write("lib/q.sql", "select 1");
  directory.write("nodes/d.json", "[]");
  directory.write("nodes/types.ts", "export type T = string;");
  directory.write("nodes/unused.ts", "export const x = 1;");
  const Bundle bundle = compiled(directory, {"nodes/a.ts"});
  EXPECT_THAT(source_paths(bundle),
              ElementsAre("lib/q.sql", "lib/x.ts", "nodes/a.ts", "nodes/d.json"));
  EXPECT_EQ(bundle.sources[0].text, "select 1");
}

TEST(Compile, AModuleDoesNotDependOnTheOtherNodes) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts", kNode);
  directory.write("nodes/b.ts", kNode);
  const Bundle alone = compiled(directory, {"nodes/b.ts"});
  const Bundle together = compiled(directory, {"nodes/a.ts", "nodes/b.ts"});
  EXPECT_EQ(alone.modules.at(0).code, together.modules.at(1).code);
  EXPECT_EQ(alone.modules.at(0).source_map, together.modules.at(1).source_map);
}

TEST(Compile, TheSameDirectoryElsewhereGivesTheSameBundle) {
  WorkflowDirectory here("a");
  WorkflowDirectory there("another #name? of 100%");
  for (WorkflowDirectory* const directory : {&here, &there}) {
    directory->write("nodes/a.ts", "import x from \"../lib/x.ts\"; export default () => x;");
    directory->write("lib/x.ts", "export default { a: 1 };");
  }
  EXPECT_EQ(write_bundle(compiled(here, {"nodes/a.ts"})),
            write_bundle(compiled(there, {"nodes/a.ts"})));
}

TEST(Compile, CodeStandsInTheWrapperAndItsMapNamesTheUsersFiles) {
  WorkflowDirectory directory("odd #?%20 é");
  directory.write("nodes/a%20b#?.ts", kNode);
  const Bundle bundle = compiled(directory, {"nodes/a%20b#?.ts"});
  const Module& module = bundle.modules.at(0);
  EXPECT_TRUE(module.code.starts_with(kModulePrefix));
  EXPECT_TRUE(module.code.ends_with(kModuleSuffix));
  EXPECT_THAT(module.source_map, HasSubstr(R"("nodes/a%20b#?.ts")"));
  EXPECT_THAT(module.code + module.source_map, Not(HasSubstr("/tntc-")));
  EXPECT_THAT(module.source_map, Not(HasSubstr("sourcesContent")));
}

TEST(Compile, WrittenBundlesAreReadBack) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts", "import t from \"./t.txt\"; export default () => t;");
  directory.write("nodes/t.txt", "\xff\xfe");
  const Bundle bundle = compiled(directory, {"nodes/a.ts"});
  const auto read = read_bundle(write_bundle(bundle));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->digest, bundle.digest);
  EXPECT_EQ(read->sources.at(1).text, "\xff\xfe");
}

// What is random in the names of our own files must not be seen.
TEST(Compile, NonRetryableErrorComesWithTheModulesThatThrowIt) {
  WorkflowDirectory here("a");
  WorkflowDirectory there("b");
  for (WorkflowDirectory* const directory : {&here, &there}) {
    directory->write("a.ts",
                     "import { type Context, NonRetryableError } from \"tentacular\";\n"
                     "export default (c: Context) => { throw new NonRetryableError(\"no\"); };");
    directory->write("b.ts",
                     "import { Context } from \"tentacular\";\n"
                     "export default (c: Context) => 1;");
  }
  const Bundle bundle = compiled(here, {"a.ts", "b.ts"});

  EXPECT_THAT(bundle.modules[0].code, HasSubstr("retryable"));
  EXPECT_THAT(bundle.modules[0].code + bundle.modules[0].source_map, Not(HasSubstr("/tntc-")));
  EXPECT_THAT(bundle.modules[0].source_map, HasSubstr(R"("tntc-internal:tentacular")"));
  EXPECT_THAT(bundle.modules[1].code, Not(HasSubstr("retryable")));
  EXPECT_THAT(source_paths(bundle), ElementsAre("a.ts", "b.ts"));
  EXPECT_EQ(write_bundle(bundle), write_bundle(compiled(there, {"a.ts", "b.ts"})));
}

TEST(Compile, TheUsersTsconfigAndPackageJsonHaveNoSay) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts",
                  "import \"../lib/effect.ts\";\n"
                  "import { Context } from \"tentacular\";\n"
                  "export default async (c: Context) => globalThis.effect;");
  directory.write("lib/effect.ts", "globalThis.effect = 'kept';");
  const Bundle plain = compiled(directory, {"nodes/a.ts"});
  EXPECT_THAT(plain.modules.at(0).code, HasSubstr("kept"));

  directory.write("tsconfig.json",
                  R"({"compilerOptions": {"verbatimModuleSyntax": true, "target": "es5",
                      "baseUrl": "lib", "paths": {"tentacular": ["./effect.ts"]}}})");
  directory.write("package.json",
                  R"({"sideEffects": false, "browser": {"./lib/effect.ts": false},
                      "imports": {"#x": "./lib/effect.ts"}})");
  EXPECT_EQ(compiled(directory, {"nodes/a.ts"}).digest, plain.digest);
}

TEST(Compile, FilesOfAMountedConfigMapAreFollowedWithinTheDirectory) {
  WorkflowDirectory directory;
  directory.write("..1/nodes__a.ts", "import h from \"./h.ts\"; export default () => h;");
  directory.write("..1/nodes__h.ts", "export default 1;");
  directory.link("..1", "..data");
  directory.link("../..data/nodes__a.ts", "nodes/a.ts");
  directory.link("../..data/nodes__h.ts", "nodes/h.ts");
  EXPECT_THAT(source_paths(compiled(directory, {"nodes/a.ts"})),
              ElementsAre("nodes/a.ts", "nodes/h.ts"));
}

TEST(Compile, ADirectoryReachedThroughASymlinkGivesTheSameBundle) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts", kNode);
  directory.link("flow", "../alias");
  const auto by_link = compile(WorkflowDirectory::workflow({"nodes/a.ts"}), "name: flow\n",
                               directory.at("../alias"), WorkflowDirectory::esbuild());
  ASSERT_TRUE(by_link && by_link->bundle);
  EXPECT_EQ(by_link->bundle->digest, compiled(directory, {"nodes/a.ts"}).digest);
}

TEST(Compile, AMissingOrForeignEsbuildIsUnavailable) {
  WorkflowDirectory directory;
  directory.write("nodes/a.ts", kNode);
  directory.write("not-a-program", "text");
  for (const std::string& esbuild :
       {std::string("/nowhere/esbuild"), std::string("/bin/false"), std::string("/bin/true"),
        directory.at("not-a-program"), directory.path()}) {
    const auto result =
        compile(WorkflowDirectory::workflow({"nodes/a.ts"}), "", directory.path(), esbuild);
    ASSERT_FALSE(result) << esbuild;
    EXPECT_EQ(result.error().kind, ErrorKind::unavailable) << esbuild;
    EXPECT_THAT(result.error().hint, HasSubstr(esbuild));
  }
}

TEST(Compile, ADirectoryThatIsNotThereIsNotFound) {
  const auto result = compile({}, "", "/nowhere/at/all", WorkflowDirectory::esbuild());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_found);
}

TEST(CompileDirectory, ReadsChecksAndCompiles) {
  WorkflowDirectory directory;
  const std::string yaml =
      "name: flow\nversion: \"1.0\"\ntriggers:\n  - type: manual\nnodes:\n  a:\n"
      "    path: ./nodes/a.ts\nedges: []\n";
  directory.write("workflow.yaml", yaml);
  directory.write("nodes/a.ts", kNode);
  const auto result = compile_directory(directory.path(), WorkflowDirectory::esbuild());
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_TRUE(result->bundle) << to_text(result->diagnostics.at(0));
  EXPECT_EQ(result->bundle->workflow_yaml, yaml);

  directory.write("workflow.yaml", yaml + "nodez: {}\n");
  const auto bad = compile_directory(directory.path(), WorkflowDirectory::esbuild());
  ASSERT_TRUE(bad);
  ASSERT_FALSE(bad->diagnostics.empty());
  EXPECT_EQ(bad->diagnostics[0].file, directory.at("workflow.yaml"));
}

TEST(CompileDirectory, WithoutAWorkflowFileIsNotFound) {
  WorkflowDirectory directory;
  const auto result = compile_directory(directory.path(), WorkflowDirectory::esbuild());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::not_found);
  EXPECT_THAT(result.error().message, HasSubstr("workflow.yaml"));
}

}  // namespace
}  // namespace tntc::bundle
