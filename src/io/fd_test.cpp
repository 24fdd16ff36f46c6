#include "io/fd.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

namespace tntc::io {
namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

Fd any_file() {
  return Fd(::eventfd(0, EFD_CLOEXEC));
}

TEST(Fd, ClosesWhatItOwns) {
  int number = -1;
  {
    const Fd fd = any_file();
    number = fd.get();
    ASSERT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, MovesOwnership) {
  Fd first = any_file();
  const int number = first.get();

  Fd second = std::move(first);

  EXPECT_EQ(second.get(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(Fd, AssignmentClosesTheOldFile) {
  Fd target = any_file();
  const int old = target.get();
  Fd source = any_file();
  const int kept = source.get();

  target = std::move(source);

  EXPECT_FALSE(is_open(old));
  EXPECT_TRUE(is_open(kept));
}

TEST(Fd, ReleaseGivesTheFileAway) {
  Fd fd = any_file();
  const Fd other(fd.release());
  EXPECT_FALSE(fd);
  EXPECT_TRUE(is_open(other.get()));
}

TEST(Fd, DuplicateIsClosedOnExec) {
  const Fd fd = any_file();
  const auto copy = duplicate(fd.get());
  ASSERT_TRUE(copy);
  EXPECT_NE(copy->get(), fd.get());
  EXPECT_NE(::fcntl(copy->get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(Fd, DuplicateOfAClosedFileFails) {
  EXPECT_FALSE(duplicate(-1));
}

TEST(Fd, SetNonBlockingSetsTheFlag) {
  const Fd fd = any_file();
  ASSERT_TRUE(set_non_blocking(fd.get()));
  EXPECT_NE(::fcntl(fd.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_FALSE(set_non_blocking(-1));
}

}  // namespace
}  // namespace tntc::io
