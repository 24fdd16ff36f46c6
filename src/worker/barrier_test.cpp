#include "worker/barrier.h"

#include <gtest/gtest.h>

#include <thread>

namespace tntc::worker {
namespace {

TEST(Barrier, OpensForWhatWasAskedForAndNothingElse) {
  int long_waits = 0;
  Barrier barrier([&] { ++long_waits; });
  barrier.expect(7, 1);
  barrier.reach(7, 1);
  EXPECT_TRUE(barrier.wait());
  EXPECT_EQ(long_waits, 0);

  barrier.expect(7, 2);
  barrier.reach(7, 1);
  barrier.reach(6, 2);
  barrier.give_up(6);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    barrier.reach(7, 2);
  });
  EXPECT_TRUE(barrier.wait());
  EXPECT_EQ(long_waits, 1) << "others were let go on meanwhile";
  later.join();
}

TEST(Barrier, IsGivenUpWithItsRunAlsoBeforeTheWait) {
  Barrier barrier([] {});
  barrier.expect(7, 1);
  barrier.give_up(7);
  EXPECT_FALSE(barrier.wait());
  barrier.expect(7, 2);
  EXPECT_FALSE(barrier.wait()) << "the run has nothing more to do outside";
  barrier.expect(8, 1);
  barrier.reach(8, 1);
  EXPECT_TRUE(barrier.wait());
}

TEST(Barrier, DoesNotKeepAThreadThatIsToEnd) {
  Barrier barrier([] {});
  barrier.expect(7, 1);
  std::thread later([&] { barrier.close(); });
  EXPECT_FALSE(barrier.wait());
  later.join();
}

}  // namespace
}  // namespace tntc::worker
