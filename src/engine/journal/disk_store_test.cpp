#include <gtest/gtest.h>

#include <algorithm>

#include "engine/journal/store.h"
#include "io/files.h"

namespace tntc::engine::journal {
namespace {

TEST(DiskStore, ReadsWhatWasWrittenAndNoMoreOfWhatWasReservedThanItMust) {
  const io::ScratchDirectory scratch = std::move(*io::ScratchDirectory::make());
  const auto store = std::move(*open_disk_store(scratch.path() + "/state"));
  constexpr std::size_t kReserved = 4u << 20;
  ASSERT_TRUE(store->reserve("reserve", kReserved));
  ASSERT_TRUE(store->open("reserve", "segment"));
  ASSERT_TRUE(store->write_at(0, "begin"));
  ASSERT_TRUE(store->write_at(100'000, "end"));
  ASSERT_TRUE(store->sync());

  const auto bytes = store->read("segment");
  ASSERT_TRUE(bytes) << bytes.error().message;
  ASSERT_GE(bytes->size(), 100'003u);
  EXPECT_LE(bytes->size(), kReserved);
  EXPECT_EQ(bytes->substr(0, 5), "begin");
  EXPECT_EQ(bytes->substr(100'000, 3), "end");
  EXPECT_EQ(std::ranges::count(*bytes, '\0'), static_cast<std::ptrdiff_t>(bytes->size() - 8));

  ASSERT_TRUE(store->cut("segment", 5));
  EXPECT_EQ(*store->read("segment"), "begin");
  EXPECT_EQ(store->read("none").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tntc::engine::journal
