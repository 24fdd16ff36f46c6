#include "worker/node_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "io/files.h"

namespace tntc::worker {
namespace {

using runtime::FileAct;
using runtime::FileCall;
using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

// A workflow directory with a file in it, beside a directory that is out of reach.
class NodeFilesTest : public ::testing::Test {
 protected:
  NodeFilesTest() {
    fs::create_directories(workflow + "/data");
    fs::create_directories(outside);
    put(workflow + "/data/a.txt", "inside");
    put(outside + "/secret.txt", "outside");
    put(workflow + "/.secrets.yaml", "token: hidden");
    declare({.read = {{"."}}, .write = {{"out"}}});
    fs::create_directories(workflow + "/out");
  }

  static void put(const std::string& path, std::string_view text) {
    ASSERT_TRUE(io::write_file(path, text));
  }
  void declare(const grants::Declared& declared) {
    grants.emplace(*grants::Grants::make(declared, grants::Sandbox::standard, {"act", workflow}));
    files.emplace(*grants);
  }

  // The text of the reply, or "Name: message".
  std::string act(FileCall call) {
    const auto reply = files->act(call);
    if (reply) return *reply;
    return std::string(reply.error().name) + ": " + reply.error().message;
  }
  std::string read(const std::string& path) { return act({.act = FileAct::read, .path = path}); }
  std::string write(const std::string& path, std::string_view text,
                    std::uint32_t flags = runtime::kCreate) {
    return act({.act = FileAct::write, .path = path, .bytes = text, .flags = flags});
  }

  io::ScratchDirectory scratch = std::move(*io::ScratchDirectory::make());
  std::string workflow = scratch.path() + "/wf";
  std::string outside = scratch.path() + "/outside";
  std::optional<grants::Grants> grants;
  std::optional<NodeFiles> files;
};

TEST_F(NodeFilesTest, ReadsBelowTheWorkflowDirectory) {
  EXPECT_EQ(read("data/a.txt"), "inside");
  EXPECT_EQ(read("./data/../data/a.txt"), "inside");
  EXPECT_EQ(read(workflow + "/data/a.txt"), "inside");
}

TEST_F(NodeFilesTest, SaysInDenosWordsWhatIsMissing) {
  EXPECT_EQ(read("none.txt"),
            "NotFound: No such file or directory (os error 2): readfile 'none.txt'");
  EXPECT_EQ(read("data"), "IsADirectory: Is a directory (os error 21): readfile 'data'");
  EXPECT_EQ(read("data/a.txt/b"),
            "NotADirectory: Not a directory (os error 20): readfile 'data/a.txt/b'");
}

TEST_F(NodeFilesTest, NoSpellingLeadsOut) {
  const auto refused = HasSubstr("NotCapable: node `act` may not read " + outside);
  EXPECT_THAT(read("../outside/secret.txt"), refused);
  EXPECT_THAT(read("data/../../outside/secret.txt"), refused);
  EXPECT_THAT(read(outside + "/secret.txt"), refused);
  fs::create_symlink(outside + "/secret.txt", workflow + "/link");
  fs::create_directory_symlink(outside, workflow + "/dir");
  EXPECT_THAT(read("link"), refused);
  EXPECT_THAT(read("dir/secret.txt"), refused);
  EXPECT_THAT(read(std::string("data/a.txt\0x", 12)), HasSubstr("InvalidData"));
  EXPECT_THAT(read(""), Not(HasSubstr("inside")));
}

TEST_F(NodeFilesTest, WhatIsOutOfReachDoesNotTellWhetherItExists) {
  EXPECT_THAT(read("../outside/none"), HasSubstr("NotCapable"));
  EXPECT_THAT(act({.act = FileAct::status, .path = "/etc/nothing-here"}), HasSubstr("NotCapable"));
  EXPECT_THAT(act({.act = FileAct::status, .path = "/etc/passwd"}), HasSubstr("NotCapable"));
}

TEST_F(NodeFilesTest, TheSecretsAreClosedUnderEveryName) {
  const auto refused =
      HasSubstr("NotCapable: node `act` may not read " + workflow + "/.secrets.yaml");
  EXPECT_THAT(read(".secrets.yaml"), refused);
  fs::create_hard_link(workflow + "/.secrets.yaml", workflow + "/hard");
  fs::create_symlink(".secrets.yaml", workflow + "/soft");
  EXPECT_THAT(read("hard"), refused);
  EXPECT_THAT(read("soft"), refused);
  declare({.read = {{"."}}, .write = {{"."}}});
  EXPECT_THAT(act({.act = FileAct::rename, .path = ".secrets.yaml", .second = "mine"}),
              HasSubstr("NotCapable: node `act` may not write " + workflow + "/.secrets.yaml"));
  EXPECT_THAT(act({.act = FileAct::copy, .path = ".secrets.yaml", .second = "mine"}), refused);
}

TEST_F(NodeFilesTest, WhatIsNoFileIsNotOpenedEvenWhereItMayBeRead) {
  declare({.read = {{"/"}}, .write = {{"/"}}});
  ASSERT_EQ(::mkfifo((workflow + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(read("pipe"), HasSubstr("is not a regular file"));
  EXPECT_THAT(write("pipe", "x"), HasSubstr("is not a regular file"));
  EXPECT_THAT(read("/dev/zero"), HasSubstr("is not a regular file"));
  for (const char* path : {"/proc/self/environ", "/proc/self/mem", "/proc/self/maps"}) {
    EXPECT_THAT(read(path), AllOf(HasSubstr("NotCapable"), HasSubstr("a view of the system")));
  }
  EXPECT_THAT(write("/proc/self/mem", "x"), HasSubstr("NotCapable"));
}

TEST_F(NodeFilesTest, WritesWhereItMayAndNowhereElse) {
  EXPECT_EQ(write("out/a", "one"), "");
  EXPECT_EQ(write("out/a", "+two", runtime::kCreate | runtime::kAppend), "");
  EXPECT_EQ(read("out/a"), "one+two");
  EXPECT_EQ(write("out/a", "3", 0), "");
  EXPECT_EQ(read("out/a"), "3");
  EXPECT_THAT(write("out/a", "x", runtime::kCreateNew), HasSubstr("AlreadyExists: File exists"));
  EXPECT_THAT(write("out/b", "x", 0), HasSubstr("NotFound"));
  EXPECT_THAT(write("data/a.txt", "x"), HasSubstr("NotCapable: node `act` may not write"));
  EXPECT_THAT(write("out/../data/a.txt", "x"), HasSubstr("NotCapable"));
  EXPECT_EQ(read("data/a.txt"), "inside");
}

TEST_F(NodeFilesTest, WritesThroughNoLink) {
  fs::create_symlink(outside + "/secret.txt", workflow + "/out/link");
  fs::create_symlink(outside + "/new.txt", workflow + "/out/dangling");
  fs::create_hard_link(outside + "/secret.txt", workflow + "/out/hard");
  EXPECT_THAT(write("out/link", "x"), HasSubstr("NotCapable"));
  EXPECT_THAT(write("out/dangling", "x"), HasSubstr("AlreadyExists"));
  EXPECT_THAT(write("out/hard", "x"), HasSubstr("hard links"));
  EXPECT_FALSE(fs::exists(outside + "/new.txt"));
  EXPECT_EQ(*io::read_file(outside + "/secret.txt", 100), "outside");
}

TEST_F(NodeFilesTest, ADirectoryThatBecomesALinkLeadsNowhereElse) {
  fs::create_directories(workflow + "/out/dir");
  const auto place = find_place(workflow + "/out/dir/new");
  ASSERT_TRUE(place);
  fs::rename(workflow + "/out/dir", workflow + "/out/moved");
  fs::create_directory_symlink(outside, workflow + "/out/dir");
  // What was held is still the directory that was judged.
  const auto again = find_place(workflow + "/out/dir/new");
  ASSERT_TRUE(again);
  EXPECT_EQ(place->path, workflow + "/out/dir/new");
  EXPECT_EQ(again->path, outside + "/new");
  EXPECT_THAT(write("out/dir/new", "x"), HasSubstr("NotCapable"));
}

TEST_F(NodeFilesTest, MakesListsRenamesCopiesAndRemoves) {
  EXPECT_THAT(act({.act = FileAct::make_directory, .path = "out/x/y"}), HasSubstr("NotFound"));
  EXPECT_EQ(act({.act = FileAct::make_directory, .path = "out/x/y", .flags = runtime::kRecursive}),
            "");
  EXPECT_EQ(act({.act = FileAct::make_directory, .path = "out/x/y", .flags = runtime::kRecursive}),
            "");
  EXPECT_THAT(act({.act = FileAct::make_directory, .path = "out/x"}), HasSubstr("AlreadyExists"));
  EXPECT_EQ(act({.act = FileAct::copy, .path = "data/a.txt", .second = "out/x/copy"}), "");
  EXPECT_EQ(act({.act = FileAct::rename, .path = "out/x/copy", .second = "out/x/y/moved"}), "");
  EXPECT_EQ(read("out/x/y/moved"), "inside");
  EXPECT_EQ(act({.act = FileAct::list, .path = "out/x"}),
            R"([{"name":"y","isFile":false,"isDirectory":true,"isSymlink":false}])");
  EXPECT_THAT(act({.act = FileAct::remove, .path = "out/x"}), HasSubstr("Directory not empty"));
  fs::create_directory_symlink(outside, workflow + "/out/x/link");
  EXPECT_EQ(act({.act = FileAct::remove, .path = "out/x", .flags = runtime::kRecursive}), "");
  EXPECT_FALSE(fs::exists(workflow + "/out/x"));
  EXPECT_TRUE(fs::exists(outside + "/secret.txt"));
  EXPECT_THAT(act({.act = FileAct::rename, .path = "data/a.txt", .second = "out/a"}),
              HasSubstr("NotCapable"));
  EXPECT_THAT(act({.act = FileAct::remove, .path = "data/a.txt"}), HasSubstr("NotCapable"));
}

TEST_F(NodeFilesTest, TellsAboutFilesAndLinks) {
  fs::create_symlink("a.txt", workflow + "/data/link");
  const auto status = boost::json::parse(act({.act = FileAct::status, .path = "data/link"}));
  EXPECT_EQ(status.at("size").to_number<int>(), 6);
  EXPECT_TRUE(status.at("isFile").as_bool());
  const auto link = boost::json::parse(act({.act = FileAct::link_status, .path = "data/link"}));
  EXPECT_TRUE(link.at("isSymlink").as_bool());
  EXPECT_EQ(act({.act = FileAct::real_path, .path = "data/link"}), workflow + "/data/a.txt");
}

TEST_F(NodeFilesTest, TemporaryFilesAreNewAndWhereTheyMayBe) {
  const std::string one =
      act({.act = FileAct::make_temp_file, .path = "out", .second = "pre/.txt"});
  EXPECT_TRUE(one.starts_with(workflow + "/out/pre") && one.ends_with(".txt")) << one;
  EXPECT_EQ(read(one), "");
  const std::string two = act({.act = FileAct::make_temp_directory, .path = "out", .second = "/"});
  EXPECT_TRUE(fs::is_directory(two)) << two;
  EXPECT_THAT(act({.act = FileAct::make_temp_file, .path = "data", .second = "/"}),
              HasSubstr("NotCapable"));
  EXPECT_THAT(act({.act = FileAct::make_temp_file, .path = "out", .second = "../../x/"}),
              HasSubstr("InvalidData"));
}

TEST_F(NodeFilesTest, TruncatesAndRefusesWhatIsTooLarge) {
  EXPECT_EQ(write("out/a", "12345"), "");
  EXPECT_EQ(act({.act = FileAct::truncate, .path = "out/a", .size = 2}), "");
  EXPECT_EQ(read("out/a"), "12");
  EXPECT_EQ(act({.act = FileAct::truncate, .path = "out/a", .size = 33u << 20}), "");
  EXPECT_THAT(read("out/a"), HasSubstr("larger than the 32 MiB"));
}

}  // namespace
}  // namespace tntc::worker
