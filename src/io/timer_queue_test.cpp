#include "io/timer_queue.h"

#include <gtest/gtest.h>

#include <string>

namespace tntc::io {
namespace {

using std::chrono::seconds;

constexpr TimePoint kStart{};

class TimerQueueTest : public testing::Test {
 protected:
  TimerId add(seconds at, char name) {
    return queue_.add(kStart + at, [this, name] { ran_ += name; });
  }

  void run_until(seconds now) {
    const auto mark = queue_.mark();
    while (const auto callback = queue_.take_due(kStart + now, mark)) callback();
  }

  TimerQueue queue_;
  std::string ran_;
};

TEST_F(TimerQueueTest, EmptyHasNothingDue) {
  EXPECT_EQ(queue_.next(), std::nullopt);
  EXPECT_FALSE(queue_.take_due(TimePoint::max(), queue_.mark()));
}

TEST_F(TimerQueueTest, GivesTimersInOrderOfTime) {
  add(seconds(3), 'c');
  add(seconds(1), 'a');
  add(seconds(2), 'b');
  run_until(seconds(3));
  EXPECT_EQ(ran_, "abc");
}

TEST_F(TimerQueueTest, EqualTimesKeepTheOrderOfAddition) {
  for (const char name : std::string("abcdef")) add(seconds(1), name);
  run_until(seconds(1));
  EXPECT_EQ(ran_, "abcdef");
}

TEST_F(TimerQueueTest, KeepsWhatIsNotDue) {
  add(seconds(1), 'a');
  add(seconds(2), 'b');
  run_until(seconds(1));
  EXPECT_EQ(ran_, "a");
  EXPECT_EQ(queue_.next(), kStart + seconds(2));
}

TEST_F(TimerQueueTest, ACancelledTimerIsNotGiven) {
  add(seconds(1), 'a');
  const TimerId second = add(seconds(1), 'b');
  EXPECT_TRUE(queue_.cancel(second));
  EXPECT_FALSE(queue_.cancel(second));
  run_until(seconds(1));
  EXPECT_EQ(ran_, "a");
}

TEST_F(TimerQueueTest, CancellingATakenTimerOrNoneDoesNothing) {
  const TimerId id = add(seconds(1), 'a');
  run_until(seconds(1));
  EXPECT_FALSE(queue_.cancel(id));
  EXPECT_FALSE(queue_.cancel(TimerId()));
}

TEST_F(TimerQueueTest, ACallbackCanCancelALaterTimerOfTheSamePass) {
  TimerId later;
  queue_.add(kStart, [&] { queue_.cancel(later); });
  later = add(seconds(0), 'x');
  run_until(seconds(1));
  EXPECT_EQ(ran_, "");
}

TEST_F(TimerQueueTest, APassLeavesWhatItsCallbacksAdd) {
  queue_.add(kStart, [this] { add(seconds(0), 'b'); });
  run_until(seconds(1));
  EXPECT_EQ(ran_, "");
  run_until(seconds(1));
  EXPECT_EQ(ran_, "b");
}

TEST_F(TimerQueueTest, IdsAreNotUsedTwice) {
  const TimerId first = add(seconds(1), 'a');
  queue_.cancel(first);
  const TimerId second = add(seconds(1), 'b');
  EXPECT_NE(first, second);
  EXPECT_FALSE(queue_.cancel(first));
  EXPECT_EQ(queue_.size(), 1u);
}

TEST_F(TimerQueueTest, OnlyARealIdIsTrue) {
  EXPECT_FALSE(TimerId());
  EXPECT_TRUE(add(seconds(1), 'a'));
}

}  // namespace
}  // namespace tntc::io
