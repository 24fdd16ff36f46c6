#include "worker/test_files.h"

#include <gtest/gtest.h>

namespace tntc::worker {
namespace {

using Kind = TestFiles::Kind;

TEST(TestFiles, AreBelowTheWorkflowDirectoryUnlessTheySayOtherwise) {
  const TestFiles files({{"a/b.txt", "x"}, {"/etc/c", "y"}}, "/wf");
  EXPECT_EQ(files.read("./a/../a/b.txt").value(), "x");
  EXPECT_EQ(files.read("/wf/a/b.txt").value(), "x");
  EXPECT_EQ(files.read("../etc/c").value(), "y");
  EXPECT_EQ(files.read("/etc/passwd").error().kind, ErrorKind::not_found);
  EXPECT_EQ(files.kind_of("a"), Kind::directory);
  EXPECT_EQ(files.kind_of("a/b.txt"), Kind::file);
  EXPECT_EQ(files.kind_of("a/b"), Kind::none);
  EXPECT_EQ(files.kind_of("."), Kind::directory);
  EXPECT_EQ(files.list("/"), (std::vector<std::string>{"etc", "wf"}));
}

TEST(TestFiles, CanBeWrittenAndRemoved) {
  TestFiles files({{"a/b.txt", "x"}}, "/wf");
  EXPECT_FALSE(files.write("a", "no"));
  ASSERT_TRUE(files.write("a/c.txt", "z"));
  files.make_directory("empty");
  EXPECT_EQ(files.list("."), (std::vector<std::string>{"a", "empty"}));
  EXPECT_EQ(files.list("a"), (std::vector<std::string>{"b.txt", "c.txt"}));
  ASSERT_TRUE(files.remove("a"));
  EXPECT_EQ(files.kind_of("a/b.txt"), Kind::none);
  EXPECT_EQ(files.remove("a").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tntc::worker
