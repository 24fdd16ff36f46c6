#include "io/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace tntc::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kPlenty = 1 << 20;

class Files : public testing::Test {
 protected:
  ScratchDirectory scratch_ = *ScratchDirectory::make();

  std::string at(const std::string& name) const { return scratch_.path() + "/" + name; }
};

TEST_F(Files, WhatWasWrittenIsReadBack) {
  const std::string bytes("a\0\xff\n", 4);
  ASSERT_TRUE(write_file_atomically(at("f"), bytes));
  EXPECT_EQ(read_file(at("f"), kPlenty), bytes);
}

TEST_F(Files, AFileOfExactlyTheLimitIsReadAndOneByteMoreIsNot) {
  ASSERT_TRUE(write_file_atomically(at("f"), "12345"));
  EXPECT_EQ(read_file(at("f"), 5), "12345");

  const auto cut = read_file(at("f"), 4);
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, ErrorKind::invalid);
  EXPECT_THAT(cut.error().message, HasSubstr("longer than 4 bytes"));
}

TEST_F(Files, FilesWithoutASizeAreReadWhole) {
  const auto status = read_file("/proc/self/status", std::string::npos);
  ASSERT_TRUE(status);
  EXPECT_THAT(*status, HasSubstr("Name:"));
}

TEST_F(Files, APipeOrADirectoryIsRefusedAtOnce) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(at("pipe"), kPlenty).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_file(scratch_.path(), kPlenty).error().kind, ErrorKind::invalid);
}

TEST_F(Files, AMissingFileIsNotFoundAndNamed) {
  const auto missing = read_file(at("nothing"), kPlenty);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr(at("nothing")));
}

TEST_F(Files, ANulInAPathDoesNotNameAnotherFile) {
  ASSERT_TRUE(write_file_atomically(at("f"), "x"));
  EXPECT_EQ(read_file(at(std::string("f\0g", 3)), kPlenty).error().kind, ErrorKind::invalid);
  EXPECT_EQ(real_path(at(std::string("f\0g", 3))).error().kind, ErrorKind::invalid);
}

TEST_F(Files, WritingReplacesTheFileAndLeavesNothingElseBehind) {
  ASSERT_TRUE(write_file_atomically(at("f"), "old"));
  ASSERT_TRUE(write_file_atomically(at("f"), "new"));
  EXPECT_EQ(read_file(at("f"), kPlenty), "new");
  EXPECT_THAT(*list_directory(scratch_.path()), ElementsAre(DirectoryEntry{"f", FileKind::file}));
}

TEST_F(Files, AFileWrittenInPlaceHasOnlyTheNewBytes) {
  ASSERT_TRUE(write_file(at("f"), "a long text"));
  ASSERT_TRUE(write_file(at("f"), "short"));
  EXPECT_EQ(read_file(at("f"), kPlenty), "short");
  EXPECT_EQ(write_file(at("no/such/f"), "x").error().kind, ErrorKind::not_found);
}

TEST_F(Files, WritingWhereADirectoryStandsFailsAndLeavesNothingBehind) {
  ASSERT_TRUE(make_directories(at("d/inside")));
  EXPECT_FALSE(write_file_atomically(at("d"), "x"));
  EXPECT_THAT(*list_directory(scratch_.path()),
              ElementsAre(DirectoryEntry{"d", FileKind::directory}));
}

TEST_F(Files, WritingThroughASymlinkLeavesItsTargetAlone) {
  ASSERT_TRUE(write_file_atomically(at("target"), "old"));
  ASSERT_EQ(::symlink("target", at("link").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(at("link"), "new"));
  EXPECT_EQ(read_file(at("target"), kPlenty), "old");
  EXPECT_EQ(read_file(at("link"), kPlenty), "new");
}

TEST_F(Files, AFileForItsOwnerIsReadableByNobodyElse) {
  struct stat facts{};
  ASSERT_TRUE(write_file_atomically(at("f"), "x", Readers::owner));
  ASSERT_EQ(::stat(at("f").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  ASSERT_TRUE(write_file_atomically(at("f"), "x"));
  ASSERT_EQ(::stat(at("f").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0644U);
}

TEST_F(Files, AListingIsSortedAndSaysWhatSymlinksLeadTo) {
  ASSERT_TRUE(make_directories(at("d")));
  ASSERT_TRUE(write_file_atomically(at("f"), ""));
  ASSERT_EQ(::symlink("d", at("to-d").c_str()), 0);
  ASSERT_EQ(::symlink("f", at("a-to-f").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", at("dangling").c_str()), 0);
  EXPECT_THAT(
      *list_directory(scratch_.path()),
      ElementsAre(DirectoryEntry{"a-to-f", FileKind::file},
                  DirectoryEntry{"d", FileKind::directory},
                  DirectoryEntry{"dangling", FileKind::other}, DirectoryEntry{"f", FileKind::file},
                  DirectoryEntry{"to-d", FileKind::directory}));
}

TEST_F(Files, RealPathsHaveNoSymlinksLeft) {
  ASSERT_TRUE(make_directories(at("d")));
  ASSERT_EQ(::symlink("d", at("link").c_str()), 0);
  EXPECT_EQ(real_path(at("link/../link/.")), *real_path(at("d")));
  EXPECT_EQ(real_path(at("nothing")).error().kind, ErrorKind::not_found);
}

TEST(IsWithin, ComparesWholePathParts) {
  EXPECT_TRUE(is_within("/a/b", "/a"));
  EXPECT_TRUE(is_within("/a/b/c", "/a"));
  EXPECT_TRUE(is_within("/a", "/"));
  EXPECT_FALSE(is_within("/a", "/a"));
  EXPECT_FALSE(is_within("/a/", "/a"));
  EXPECT_FALSE(is_within("/ab", "/a"));
  EXPECT_FALSE(is_within("/", "/"));
  EXPECT_FALSE(is_within("", "/a"));
}

TEST(NormalPath, LosesDotsButKeepsWhatLeadsOut) {
  EXPECT_EQ(normal_path("./a//b/./c"), "a/b/c");
  EXPECT_EQ(normal_path("a/x/../b/"), "a/b");
  EXPECT_EQ(normal_path("../a"), "../a");
  EXPECT_EQ(normal_path("a/../../b"), "../b");
  EXPECT_EQ(normal_path("/a/../../b"), "/b");
  EXPECT_EQ(normal_path("."), ".");
  EXPECT_EQ(normal_path("/"), "/");
}

TEST(ScratchDirectory, IsGoneWithAllItHeld) {
  std::string path;
  {
    const auto scratch = ScratchDirectory::make();
    ASSERT_TRUE(scratch);
    path = scratch->path();
    ASSERT_TRUE(make_directories(path + "/a/b"));
    ASSERT_TRUE(write_file_atomically(path + "/a/b/f", "x"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace tntc::io
