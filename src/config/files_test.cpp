#include "config/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace tntc::config {
namespace {

class ConfigFiles : public ::testing::Test {
 protected:
  ConfigFiles() : scratch_(io::ScratchDirectory::make().value()) {
    root = io::real_path(scratch_.path()).value();
    home = root + "/home";
    make("home/work/repo/flows/digest");
  }

  void make(const std::string& directory) {
    ASSERT_TRUE(io::make_directories(root + '/' + directory));
  }
  void write(const std::string& directory, std::string_view text) {
    make(directory + "/.tentacular");
    ASSERT_TRUE(io::write_file(root + '/' + directory + "/.tentacular/config.yaml", text));
  }
  std::string project(const std::string& start) {
    const std::string path = find_places(home, root + '/' + start).value().project;
    return path.substr(root.size() + 1);
  }

  io::ScratchDirectory scratch_;
  std::string root, home;
};

TEST_F(ConfigFiles, OfAProjectIsTheNearestAboveTheWorkflow) {
  write("home/work/repo", "namespace: repo\n");
  EXPECT_EQ(project("home/work/repo/flows/digest"), "home/work/repo/.tentacular/config.yaml");
  write("home/work/repo/flows", "namespace: flows\n");
  EXPECT_EQ(project("home/work/repo/flows/digest"), "home/work/repo/flows/.tentacular/config.yaml");
}

TEST_F(ConfigFiles, AreNotSearchedBeyondTheRepository) {
  write("home/work", "namespace: outside\n");
  make("home/work/repo/.git");
  EXPECT_EQ(project("home/work/repo/flows/digest"), "home/work/repo/.tentacular/config.yaml");
}

TEST_F(ConfigFiles, OfTheUserIsNeverThatOfAProject) {
  write("home", "namespace: user\n");
  EXPECT_EQ(project("home/work/repo/flows/digest"),
            "home/work/repo/flows/digest/.tentacular/config.yaml");
  const Loaded loaded = load(home, home).value();
  EXPECT_TRUE(loaded.user);
  EXPECT_FALSE(loaded.project);
}

TEST_F(ConfigFiles, AreFoundThroughASymlinkToTheWorkflow) {
  write("home/work/repo", "namespace: repo\n");
  ASSERT_EQ(::symlink((root + "/home/work/repo/flows").c_str(), (root + "/link").c_str()), 0);
  EXPECT_EQ(project("link/digest"), "home/work/repo/.tentacular/config.yaml");
}

TEST_F(ConfigFiles, NeedNotExist) {
  const Loaded loaded = load(home, home + "/work").value();
  EXPECT_FALSE(loaded.user || loaded.project);
  const Loaded homeless = load("", home + "/work").value();
  EXPECT_TRUE(homeless.places.user.empty());
}

TEST_F(ConfigFiles, AreBothReadAndTheirFaultsToldTogether) {
  write("home", "namespace: [\n");
  write("home/work", "registy: x\n");
  const Loaded loaded = load(home, home + "/work").value();
  ASSERT_EQ(loaded.diagnostics.size(), 2u);
  EXPECT_EQ(loaded.diagnostics[0].severity, Severity::error);
  EXPECT_EQ(loaded.diagnostics[1].file, root + "/home/work/.tentacular/config.yaml");
}

TEST_F(ConfigFiles, ThatAreNoFilesAreErrors) {
  make("home/.tentacular/config.yaml");
  EXPECT_FALSE(load(home, home));
}

TEST_F(ConfigFiles, AreWrittenWithTheirDirectoryAndRights) {
  const std::string path = home + "/.tentacular/config.yaml";
  ASSERT_TRUE(write_config(path, "a: 1\n", io::Readers::owner));
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_EQ(read_config(path).value(), "a: 1\n");
}

TEST_F(ConfigFiles, StayWhereALinkSaysTheyAre) {
  ASSERT_TRUE(io::write_file(root + "/dotfile.yaml", "a: 1\n"));
  make("home/.tentacular");
  const std::string path = home + "/.tentacular/config.yaml";
  ASSERT_EQ(::symlink((root + "/dotfile.yaml").c_str(), path.c_str()), 0);
  ASSERT_TRUE(write_config(path, "a: 2\n", io::Readers::owner));
  EXPECT_EQ(read_config(root + "/dotfile.yaml").value(), "a: 2\n");
  struct stat status{};
  ASSERT_EQ(::lstat(path.c_str(), &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
}

}  // namespace
}  // namespace tntc::config
