#include "bundle/node_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bundle/testing/workflow_directory.h"

namespace tntc::bundle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(NodeFiles, SpellingsOfOneFileAreOneModule) {
  WorkflowDirectory directory;
  directory.write("nodes/b.ts", "");
  directory.write("a.mjs", "");
  const auto files =
      find_node_files(WorkflowDirectory::workflow({"./nodes/b.ts", "a.mjs", "nodes//./b.ts",
                                                   "nodes/../nodes/b.ts", "../flow/nodes/b.ts"}),
                      directory.path(), "workflow.yaml");
  EXPECT_TRUE(files.diagnostics.empty());
  EXPECT_THAT(files.paths, ElementsAre("a.mjs", "nodes/b.ts"));
  EXPECT_THAT(files.of_node, ElementsAre(1U, 0U, 1U, 1U, 1U));
}

TEST(NodeFiles, ASymlinkWithinTheDirectoryIsAFileOfItsOwnName) {
  WorkflowDirectory directory;
  directory.write("..data/n.ts", "");
  directory.link("../..data/n.ts", "nodes/n.ts");
  const auto files = find_node_files(WorkflowDirectory::workflow({"./nodes/n.ts"}),
                                     directory.path(), "workflow.yaml");
  EXPECT_TRUE(files.diagnostics.empty());
  EXPECT_THAT(files.paths, ElementsAre("nodes/n.ts"));
}

TEST(NodeFiles, BadFilesAreRefusedEachWithItsRuleAndNode) {
  WorkflowDirectory directory;
  directory.write("nodes/good.ts", "");
  directory.write("nodes/n.tsx", "");
  directory.write("nodes/dir.ts/x", "");
  directory.write("../outside.ts", "");
  directory.write("../flow2/x.ts", "");
  directory.write(".secrets.ts", "");
  directory.link("../../outside.ts", "nodes/out.ts");
  directory.link("/", "root");
  directory.link("nowhere.ts", "nodes/dangling.ts");
  directory.link("../.secrets.ts", "nodes/hidden.ts");
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "missing-file"},
      {"./nodes/none.ts", "missing-file"},
      {"./nodes/dangling.ts", "missing-file"},
      {"./nodes/good.ts/x.ts", "missing-file"},
      {".", "not-a-file"},
      {"./", "not-a-file"},
      {"nodes/..", "not-a-file"},
      {"../flow", "not-a-file"},
      {"./nodes/dir.ts", "not-a-file"},
      {"./nodes/n.tsx", "node-extension"},
      {"../outside.ts", "outside-directory"},
      {"../flow2/x.ts", "outside-directory"},
      {"..", "outside-directory"},
      {"./nodes/out.ts", "outside-directory"},
      {"root/etc/passwd", "outside-directory"},
      {directory.at("nodes/good.ts"), "outside-directory"},
      {".secrets.ts", "secrets-file"},
      {"nodes/hidden.ts", "secrets-file"},
      {std::string("nodes/good.ts\0.js", 17), "illegal-path"},
      {"nodes/\xff.ts", "illegal-path"},
  };
  for (const auto& [path, rule] : bad) {
    const auto found = check_node_files(WorkflowDirectory::workflow({"./nodes/good.ts", path}),
                                        directory.path(), "flow/workflow.yaml");
    ASSERT_EQ(found.size(), 1U) << path;
    EXPECT_EQ(found[0].rule, rule) << path;
    EXPECT_EQ(where(found[0]), "flow/workflow.yaml:11:3");
    EXPECT_THAT(found[0].message, HasSubstr("node `n1`"));
  }
}

TEST(NodeFiles, OddCharactersInNamesAreFine) {
  WorkflowDirectory directory("w #1? %41 \"é'");
  directory.write("nodes/a b#c?d%25é'\\.ts", "");
  EXPECT_TRUE(check_node_files(WorkflowDirectory::workflow({"./nodes/a b#c?d%25é'\\.ts"}),
                               directory.path(), "workflow.yaml")
                  .empty());
}

TEST(NodeFiles, AMissingDirectoryIsSaid) {
  const auto found =
      check_node_files(WorkflowDirectory::workflow({"x.ts"}), "/nowhere/at/all", "workflow.yaml");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "missing-directory");
}

}  // namespace
}  // namespace tntc::bundle
