#include "engine/run_id.h"

#include <gtest/gtest.h>

#include <set>

namespace tntc::engine {
namespace {

TEST(RunId, FollowsTheExampleOfRfc9562) {
  // Appendix A.6: 2022-02-22T19:22:22Z, random parts cc3 and 18c4dc0c0c07398f.
  const std::array<unsigned char, 10> random = {0x0c, 0xc3, 0x18, 0xc4, 0xdc,
                                                0x0c, 0x0c, 0x07, 0x39, 0x8f};
  EXPECT_EQ(uuid7(1645557742000, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(RunId, SortsByTimeAndDoesNotRepeat) {
  RunIds ids;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(ids.next(5)).second);
  EXPECT_LT(*seen.rbegin(), ids.next(6));
}

}  // namespace
}  // namespace tntc::engine
