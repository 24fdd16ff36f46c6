#include "io/watch.h"

#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "io/files.h"

namespace tntc::io {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

class Watch : public ::testing::Test {
 protected:
  Watch() : scratch_(ScratchDirectory::make()) {}

  void start() {
    auto watch = DirectoryWatch::make(scratch_->path(),
                                      [](std::string_view name) { return name == "ignored"; });
    ASSERT_TRUE(watch) << watch.error().message;
    watch_.emplace(std::move(*watch));
  }

  void write(const std::string& name, const std::string& text = "x") {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }

  std::string path(const std::string& name) const { return scratch_->path() + '/' + name; }

  Paths changes() {
    auto read = watch_->read_changes();
    EXPECT_TRUE(read) << read.error().message;
    return read ? *read : Paths{"error"};
  }

  Result<ScratchDirectory> scratch_;
  std::optional<DirectoryWatch> watch_;
};

TEST_F(Watch, SeesWhatIsWrittenMadeAndRemovedAtAnyDepth) {
  write("a.ts");
  write("nodes/deep/b.ts");
  write("gone.ts");
  start();

  write("a.ts", "new");
  write("nodes/deep/b.ts", "new");
  write("nodes/c.ts");
  fs::remove(path("gone.ts"));

  EXPECT_EQ(changes(), (Paths{"a.ts", "gone.ts", "nodes/c.ts", "nodes/deep/b.ts"}));
  EXPECT_EQ(changes(), Paths{});
}

TEST_F(Watch, SeesAnEditorReplaceAFileByRenaming) {
  write("a.ts");
  start();

  write("a.ts.tmp");
  fs::rename(path("a.ts.tmp"), path("a.ts"));

  EXPECT_EQ(changes(), (Paths{"a.ts", "a.ts.tmp"}));
  write("a.ts", "again");
  EXPECT_EQ(changes(), Paths{"a.ts"});
}

TEST_F(Watch, EntersDirectoriesThatAppearLater) {
  start();
  write("new/deep/a.ts");
  EXPECT_EQ(changes(), (Paths{"new", "new/deep/a.ts"}));

  write("new/deep/b.ts");
  EXPECT_EQ(changes(), Paths{"new/deep/b.ts"});
}

TEST_F(Watch, FollowsADirectoryToItsNewName) {
  write("old/a.ts");
  start();
  fs::rename(path("old"), path("new"));
  changes();

  write("new/a.ts", "new");

  EXPECT_EQ(changes(), Paths{"new/a.ts"});
}

TEST_F(Watch, LeavesIgnoredNamesAlone) {
  write("ignored/a.ts");
  start();

  write("ignored/a.ts", "new");
  write("nodes/ignored");

  EXPECT_EQ(changes(), Paths{"nodes"});
}

TEST_F(Watch, DoesNotFollowALinkThatLeadsInACircle) {
  write("a.ts");
  fs::create_directory_symlink(scratch_->path(), path("loop"));
  start();

  write("a.ts", "new");

  EXPECT_EQ(changes(), Paths{"a.ts"});
}

TEST_F(Watch, BecomesReadableWhenThereIsSomethingToRead) {
  write("a.ts");
  start();
  pollfd ready{.fd = watch_->descriptor(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&ready, 1, 0), 0);

  write("a.ts", "new");

  EXPECT_EQ(::poll(&ready, 1, 0), 1);
}

// The system drops events when too many wait to be read; what appeared meanwhile is watched all the
// same.
TEST_F(Watch, OutlivesMoreEventsThanTheSystemKeeps) {
  start();
  int kept = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> kept;
  ASSERT_GT(kept, 0);
  if (kept > 100'000) GTEST_SKIP() << "this system keeps " << kept << " events";
  for (int i = 0; i <= kept / 2; ++i) write(i % 2 == 0 ? "a.ts" : "b.ts");
  write("late/deep/c.ts");

  const Paths changed = changes();
  ASSERT_FALSE(changed.empty());
  EXPECT_EQ(changed.front(), "") << "too many to be told apart";

  write("late/deep/c.ts", "new");
  EXPECT_EQ(changes(), Paths{"late/deep/c.ts"});
}

TEST_F(Watch, SaysWhenTheDirectoryItselfHasGone) {
  start();
  fs::rename(scratch_->path(), scratch_->path() + ".moved");

  const auto read = watch_->read_changes();

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::not_found);
  fs::rename(scratch_->path() + ".moved", scratch_->path());
}

TEST(WatchOfNothing, IsRefused) {
  const auto watch =
      DirectoryWatch::make("/nonexistent/directory", [](std::string_view) { return false; });
  ASSERT_FALSE(watch);
  EXPECT_EQ(watch.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tntc::io
