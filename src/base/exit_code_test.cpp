#include "base/exit_code.h"

#include <gtest/gtest.h>

namespace tntc {
namespace {

TEST(Exit, TellsTheKindsOfFailureApart) {
  EXPECT_EQ(exit_code(ErrorKind::invalid), 2);
  EXPECT_EQ(exit_code(ErrorKind::not_found), 3);
  EXPECT_EQ(exit_code(ErrorKind::denied), 4);
  EXPECT_EQ(exit_code(ErrorKind::conflict), 5);
  EXPECT_EQ(exit_code(ErrorKind::unavailable), 6);
  EXPECT_EQ(exit_code(ErrorKind::no_space), 6);
  EXPECT_EQ(exit_code(ErrorKind::internal), 7);
  EXPECT_EQ(exit_code(ErrorKind::cancelled), 130);
}

}  // namespace
}  // namespace tntc
