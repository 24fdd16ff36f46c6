#include "runtime/web/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::runtime::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Frames, ComeBackAsTheyWere) {
  const std::string bytes = to_frames({"", "a", std::string(300, 'x')});
  const auto parts = from_frames(bytes);
  ASSERT_TRUE(parts);
  EXPECT_THAT(*parts, ElementsAre("", "a", std::string(300, 'x')));
  EXPECT_THAT(*from_frames(""), IsEmpty());
}

TEST(Frames, AreNotReadBeyondTheirEnd) {
  const std::string bytes = to_frames({"abc"});
  for (std::size_t size = 1; size < bytes.size(); ++size)
    EXPECT_FALSE(from_frames(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(from_frames("\xff\xff\xff\xff"));
}

}  // namespace
}  // namespace tntc::runtime::web
