#include "worker/test_time.h"

#include <gtest/gtest.h>

#include <string>

namespace tntc::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class TestTimeTest : public ::testing::Test {
 protected:
  std::unique_ptr<io::Loop> loop = std::move(*io::Loop::make());
  std::string order;

  void turn(int times) {
    for (int i = 0; i < times; ++i) loop->run_once(milliseconds(0));
  }
};

TEST_F(TestTimeTest, JumpsToTheNextTimerAndStandsStillBetween) {
  TestTime time(*loop, TestTime::Pace::virtual_time, 1000);
  const auto note = [&](char c) { return [&, c] { order += c; }; };
  time.after(seconds(3600), note('c'));
  time.after(seconds(1), note('a'));
  time.after(seconds(1), note('b'));
  EXPECT_EQ(time.clock()->epoch_ns, 1'000'000'000);
  turn(10);
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(time.clock()->epoch_ns, 3'601'000'000'000);
  EXPECT_EQ(time.clock()->elapsed_ns, 3'600'000'000'000);
}

TEST_F(TestTimeTest, ForgetsWhatIsCancelled) {
  TestTime time(*loop, TestTime::Pace::virtual_time, 0);
  const io::TimerId first = time.after(seconds(1), [&] { order += 'x'; });
  time.after(seconds(2), [&] { order += 'y'; });
  time.cancel(first);
  turn(5);
  EXPECT_EQ(order, "y");
}

TEST_F(TestTimeTest, OfALiveTestIsReal) {
  TestTime time(*loop, TestTime::Pace::real, 0);
  EXPECT_EQ(time.clock(), nullptr);
  time.after(seconds(3600), [&] { order += 'x'; });
  turn(3);
  EXPECT_EQ(order, "");
}

TEST(ScriptClock, TellsTimesBeforeTheEpochToo) {
  timespec time{};
  runtime::js::ScriptClock{.epoch_ns = -1}.tell(time);
  EXPECT_EQ(time.tv_sec, -1);
  EXPECT_EQ(time.tv_nsec, 999'999'999);
}

}  // namespace
}  // namespace tntc::worker
