#include "bundle/without_code.h"

#include <gmock/gmock.h>

#include "bundle/digest.h"
#include "bundle/source_map.h"
#include "bundle/testing/workflow_directory.h"
#include "bundle/wrapper.h"

namespace tntc::bundle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

spec::Node sleeping(const std::string& name) {
  spec::Node node;
  node.name = name;
  node.sleep = Milliseconds(300'000);
  node.at = {12, 3};
  return node;
}

TEST(WithoutCode, ASleepReturnsItsInput) {
  const Module module = module_without_file(sleeping("pause"));

  EXPECT_EQ(module.path, "tntc-internal:node/pause");
  EXPECT_EQ(module.code,
            std::string(kModulePrefix) +
                "__tntc.default=async(ctx,input)=>{await ctx.sleep(300000);return input;};" +
                std::string(kModuleSuffix));
}

TEST(WithoutCode, AWaitReturnsThePayloadOfItsEvent) {
  spec::Node node;
  node.name = "yes";
  node.wait_for = spec::WaitFor{"order.approved", Milliseconds(7'200'000)};
  EXPECT_THAT(
      module_without_file(node).code,
      HasSubstr("async(ctx)=>await ctx.waitForEvent(\"order.approved\",{timeout:7200000});"));

  node.wait_for->timeout.reset();
  EXPECT_THAT(module_without_file(node).code, HasSubstr("ctx.waitForEvent(\"order.approved\");"));
}

TEST(WithoutCode, ItsStackLeadsToTheNodeInTheYaml) {
  spec::Node node = sleeping("pause");
  for (const spec::Position at : {spec::Position{12, 3}, {1, 1}, {70'000, 40}}) {
    node.at = at;
    const Module module = module_without_file(node);
    const auto map = SourceMap::parse(module.source_map);
    ASSERT_TRUE(map) << map.error().message;
    EXPECT_EQ(map->lookup(1, 30), (SourcePosition{"workflow.yaml", at.line, at.column}));
    EXPECT_EQ(map_stack({module}, "@" + source_url(module) + ":1:80"),
              "    at <anonymous> (workflow.yaml:" + std::to_string(at.line) + ":" +
                  std::to_string(at.column) + ")");
  }
}

TEST(WithoutCode, StandsAmongTheModulesOfTheBundle) {
  WorkflowDirectory directory;
  directory.write("z.ts", "export default async () => 1;\n");
  directory.write("a.ts", "export default async () => 1;\n");
  spec::Workflow workflow = WorkflowDirectory::workflow({"z.ts", "", "a.ts", ""});
  workflow.nodes[1] = sleeping("later");
  workflow.nodes[3] = sleeping("pause");

  const auto compiled =
      compile(workflow, "name: flow\n", directory.path(), WorkflowDirectory::esbuild());

  ASSERT_TRUE(compiled) << compiled.error().message;
  ASSERT_TRUE(compiled->bundle) << to_text(compiled->diagnostics.at(0));
  const Bundle& bundle = *compiled->bundle;
  std::vector<std::string> paths;
  for (const std::uint32_t index : bundle.node_module) paths.push_back(bundle.modules[index].path);
  EXPECT_THAT(paths,
              ElementsAre("z.ts", "tntc-internal:node/later", "a.ts", "tntc-internal:node/pause"));
  EXPECT_EQ(bundle.digest, digest_of(bundle));
  const auto read = read_bundle(write_bundle(bundle));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->digest, bundle.digest);
}

TEST(WithoutCode, MakesABundleAlone) {
  WorkflowDirectory directory;
  spec::Workflow workflow = WorkflowDirectory::workflow({""});
  workflow.nodes[0] = sleeping("pause");

  const auto compiled =
      compile(workflow, "name: flow\n", directory.path(), WorkflowDirectory::esbuild());

  ASSERT_TRUE(compiled) << compiled.error().message;
  ASSERT_TRUE(compiled->bundle);
  EXPECT_EQ(compiled->bundle->modules.size(), 1U);
  EXPECT_EQ(compiled->bundle->compiler, "esbuild 0.28.2");
  EXPECT_TRUE(check_node_files(workflow, directory.path(), "workflow.yaml").empty());
}

}  // namespace
}  // namespace tntc::bundle
