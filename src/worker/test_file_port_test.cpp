#include "worker/test_file_port.h"

#include <gmock/gmock.h>

namespace tntc::worker {
namespace {

using runtime::FileAct;
using runtime::FileCall;
using testing::HasSubstr;

struct Port {
  explicit Port(const grants::Declared& declared = {})
      : grants(*grants::Grants::make(declared, grants::Sandbox::standard, {"act", "/real/wf"})),
        port(files, grants, 1000) {}

  std::string does(FileCall call) {
    const auto reply = port.act(call);
    return reply ? *reply : std::string(reply.error().name) + ": " + reply.error().message;
  }

  TestFiles files{{{"data/a.json", "[1]"}}, "/workflow"};
  grants::Grants grants;
  TestFilePort port;
};

TEST(TestFilePort, ReadsWhatTheFixtureHas) {
  Port of;
  EXPECT_EQ(of.does({.act = FileAct::read, .path = "./data/a.json"}), "[1]");
  EXPECT_EQ(of.does({.act = FileAct::read, .path = "/workflow/data/a.json"}), "[1]");
  EXPECT_THAT(of.does({.act = FileAct::read, .path = "b.json"}), HasSubstr("NotFound: "));
  EXPECT_THAT(of.does({.act = FileAct::list, .path = "data"}), HasSubstr(R"("name":"a.json")"));
  EXPECT_THAT(of.does({.act = FileAct::status, .path = "data/a.json"}), HasSubstr(R"("size":3)"));
}

TEST(TestFilePort, HoldsToTheGrants) {
  Port of;
  EXPECT_THAT(of.does({.act = FileAct::read, .path = "/etc/passwd"}), HasSubstr("NotCapable: "));
  EXPECT_THAT(of.does({.act = FileAct::write, .path = "data/a.json", .bytes = "x"}),
              HasSubstr("NotCapable: node `act` may not write /real/wf/data/a.json"));
  EXPECT_THAT(of.does({.act = FileAct::copy, .path = "data/a.json", .second = "/etc/a"}),
              HasSubstr("may not write /etc/a"));
}

TEST(TestFilePort, WritesWhereANodeMay) {
  Port of;
  EXPECT_EQ(
      of.does({.act = FileAct::write, .path = "/tmp/x", .bytes = "1", .flags = runtime::kCreate}),
      "");
  EXPECT_EQ(of.does({.act = FileAct::write,
                     .path = "/tmp/x",
                     .bytes = "2",
                     .flags = runtime::kCreate | runtime::kAppend}),
            "");
  EXPECT_EQ(of.does({.act = FileAct::read, .path = "/tmp/x"}), "12");
  EXPECT_THAT(
      of.does(
          {.act = FileAct::write, .path = "/tmp/x", .bytes = "2", .flags = runtime::kCreateNew}),
      HasSubstr("AlreadyExists: "));
  EXPECT_THAT(of.does({.act = FileAct::write, .path = "/tmp/none", .bytes = "2"}),
              HasSubstr("NotFound: "));
  EXPECT_EQ(of.does({.act = FileAct::rename, .path = "/tmp/x", .second = "/tmp/y"}), "");
  EXPECT_EQ(of.does({.act = FileAct::read, .path = "/tmp/y"}), "12");
  EXPECT_EQ(of.does({.act = FileAct::truncate, .path = "/tmp/y", .size = 1}), "");
  EXPECT_EQ(of.does({.act = FileAct::read, .path = "/tmp/y"}), "1");
  EXPECT_EQ(of.does({.act = FileAct::remove, .path = "/tmp/y"}), "");
  EXPECT_THAT(of.does({.act = FileAct::read, .path = "/tmp/y"}), HasSubstr("NotFound: "));
}

TEST(TestFilePort, MakesDirectoriesAndTemporaryFiles) {
  Port of;
  EXPECT_EQ(of.does({.act = FileAct::make_directory, .path = "/tmp/d"}), "");
  EXPECT_THAT(of.does({.act = FileAct::make_directory, .path = "/tmp/d"}),
              HasSubstr("AlreadyExists: "));
  EXPECT_EQ(of.does({.act = FileAct::make_temp_file, .second = "a-/.txt"}), "/tmp/a-1.txt");
  EXPECT_EQ(of.does({.act = FileAct::make_temp_directory, .path = "/tmp/d"}), "/tmp/d/2");
  EXPECT_THAT(of.does({.act = FileAct::remove, .path = "/tmp/d"}), HasSubstr("os error 39"));
  EXPECT_EQ(of.does({.act = FileAct::remove, .path = "/tmp/d", .flags = runtime::kRecursive}), "");
}

}  // namespace
}  // namespace tntc::worker
