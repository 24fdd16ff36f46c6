#include "triggers/read_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tntc::triggers {
namespace {

void arrive(ReadBuffer& buffer, std::string_view bytes) {
  const auto space = buffer.space();
  ASSERT_LE(bytes.size(), space.size());
  std::ranges::copy(bytes, space.begin());
  buffer.commit(bytes.size());
}

TEST(ReadBuffer, HoldsWhatIsNotConsumed) {
  ReadBuffer buffer(8);
  EXPECT_TRUE(buffer.empty());
  arrive(buffer, "abcdef");
  buffer.consume(4);
  EXPECT_EQ(buffer.held(), "ef");
  arrive(buffer, "ghijkl");
  EXPECT_EQ(buffer.held(), "efghijkl");
  EXPECT_TRUE(buffer.full());
  buffer.consume(8);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.space().size(), 8u);
}

TEST(ReadBuffer, KeepsThePlaceOfAPendingReadWhileBytesAreConsumed) {
  ReadBuffer buffer(8);
  arrive(buffer, "abcd");
  const auto pending = buffer.space();
  buffer.consume(4);
  std::ranges::copy(std::string_view("xyz"), pending.begin());
  buffer.commit(3);
  EXPECT_EQ(buffer.held(), "xyz");
}

}  // namespace
}  // namespace tntc::triggers
