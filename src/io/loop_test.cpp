#include "io/loop.h"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "io/seqpacket.h"

namespace tntc::io {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr Duration kNoWait{};

class LoopTest : public testing::Test {
 protected:
  LoopTest() {
    auto made = Loop::make([this] { return time_; });
    loop_ = std::move(made).value();
  }

  // An eventfd is readable from the start and stays so until it is read.
  static Fd readable() { return Fd(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK)); }

  TimePoint time_{hours(1)};
  std::unique_ptr<Loop> loop_;
  std::string ran_;
};

TEST_F(LoopTest, CallsBackWhileADescriptorIsReady) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [this](std::uint32_t events) {
    EXPECT_EQ(events, EPOLLIN);
    ran_ += 'x';
  }));
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(ran_, "xx");
}

TEST_F(LoopTest, ChangeSelectsOtherEvents) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(
      fd.get(), EPOLLIN, [this](std::uint32_t events) { ran_ += events == EPOLLOUT ? 'o' : 'i'; }));
  ASSERT_TRUE(loop_->change(fd.get(), EPOLLOUT));
  loop_->run_once(kNoWait);
  EXPECT_EQ(ran_, "o");
}

TEST_F(LoopTest, ADescriptorHasOneWatch) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [](std::uint32_t) {}));
  const auto second = loop_->watch(fd.get(), EPOLLIN, [](std::uint32_t) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

TEST_F(LoopTest, BadDescriptorsAreRefused) {
  EXPECT_FALSE(loop_->watch(-1, EPOLLIN, [](std::uint32_t) {}));
  EXPECT_FALSE(loop_->watch(1'000, EPOLLIN, [](std::uint32_t) {}));
  EXPECT_FALSE(loop_->change(1'000, EPOLLIN));
  loop_->unwatch(1'000);
  loop_->unwatch(-1);
}

TEST_F(LoopTest, AWatchMayRemoveItself) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [&, kept = std::string("alive")](std::uint32_t) {
    loop_->unwatch(fd.get());
    ran_ += kept;  // the callback itself must still be there
  }));
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
  EXPECT_EQ(ran_, "alive");
}

TEST_F(LoopTest, AWatchMayReplaceItself) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [&](std::uint32_t) {
    ran_ += '1';
    loop_->unwatch(fd.get());
    ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [this](std::uint32_t) { ran_ += '2'; }));
  }));
  loop_->run_once(kNoWait);
  loop_->run_once(kNoWait);
  EXPECT_EQ(ran_, "12");
}

TEST_F(LoopTest, AnEventAlreadyFetchedDoesNotReachARemovedWatch) {
  const Fd first = readable();
  const Fd second = readable();
  const auto only_me = [&](int other) {
    return [&, other](std::uint32_t) {
      ran_ += 'x';
      loop_->unwatch(other);
    };
  };
  ASSERT_TRUE(loop_->watch(first.get(), EPOLLIN, only_me(second.get())));
  ASSERT_TRUE(loop_->watch(second.get(), EPOLLIN, only_me(first.get())));
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(ran_, "x");
}

TEST_F(LoopTest, AnEventAlreadyFetchedDoesNotReachANewWatchOfTheSameNumber) {
  const Fd first = readable();
  const Fd second = readable();
  const auto rewatch = [&](int other) {
    return [&, other](std::uint32_t) {
      ran_ += 'x';
      loop_->unwatch(other);
      ASSERT_TRUE(loop_->watch(other, EPOLLIN, [this](std::uint32_t) { ran_ += 'n'; }));
    };
  };
  ASSERT_TRUE(loop_->watch(first.get(), EPOLLIN, rewatch(second.get())));
  ASSERT_TRUE(loop_->watch(second.get(), EPOLLIN, rewatch(first.get())));
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(ran_, "x");
}

TEST_F(LoopTest, ACallbackMayAddManyWatches) {
  const Fd fd = readable();
  std::vector<Fd> others;
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [&](std::uint32_t) {
    loop_->unwatch(fd.get());
    for (int i = 0; i < 200; ++i) {
      others.push_back(readable());
      ASSERT_TRUE(
          loop_->watch(others.back().get(), EPOLLIN, [this](std::uint32_t) { ran_ += '.'; }));
    }
  }));
  loop_->run_once(kNoWait);
  // More than one batch of events: every watch has its turn.
  std::size_t calls = 0;
  for (int turn = 0; turn < 8; ++turn) calls += loop_->run_once(kNoWait);
  EXPECT_GE(calls, 200u);
  EXPECT_EQ(ran_.size(), calls);
}

TEST_F(LoopTest, TheHangUpOfAPeerIsTold) {
  auto pair = make_seqpacket_pair();
  ASSERT_TRUE(pair);
  std::uint32_t seen = 0;
  ASSERT_TRUE(
      loop_->watch(pair->first.get(), EPOLLIN, [&](std::uint32_t events) { seen = events; }));
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
  pair->second.reset();
  loop_->run_once(kNoWait);
  EXPECT_NE(seen & EPOLLHUP, 0u);
}

TEST_F(LoopTest, TimersFireWhenTheirTimeHasCome) {
  loop_->after(milliseconds(20), [this] { ran_ += 'b'; });
  loop_->after(milliseconds(10), [this] { ran_ += 'a'; });
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
  time_ += milliseconds(10);
  EXPECT_EQ(loop_->run_once(kNoWait), 1u);
  EXPECT_EQ(ran_, "a");
  time_ += milliseconds(10);
  loop_->run_once(kNoWait);
  EXPECT_EQ(ran_, "ab");
}

TEST_F(LoopTest, ACancelledTimerDoesNotFire) {
  const TimerId id = loop_->after(milliseconds(10), [this] { ran_ += 'a'; });
  EXPECT_TRUE(loop_->cancel(id));
  EXPECT_FALSE(loop_->cancel(id));
  time_ += milliseconds(10);
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
}

TEST_F(LoopTest, ATimerThatRearmsItselfAtOnceFiresOncePerTurn) {
  std::function<void()> again = [&] {
    ran_ += '.';
    loop_->after(kNoWait, again);
  };
  loop_->after(-milliseconds(5), again);
  EXPECT_EQ(loop_->run_once(), 1u);
  EXPECT_EQ(loop_->run_once(), 1u);
  EXPECT_EQ(ran_, "..");
}

TEST_F(LoopTest, AnEndlessDelayDoesNotOverflow) {
  loop_->after(Duration::max(), [this] { ran_ += 'x'; });
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
}

TEST_F(LoopTest, PostsRunInOrderOnTheLoop) {
  for (const char name : std::string("abc")) loop_->post([this, name] { ran_ += name; });
  EXPECT_EQ(loop_->run_once(), 3u);
  EXPECT_EQ(ran_, "abc");
  EXPECT_EQ(loop_->run_once(kNoWait), 0u);
}

TEST_F(LoopTest, APostFromAPostRunsInTheNextTurn) {
  loop_->post([this] { loop_->post([this] { ran_ += 'x'; }); });
  EXPECT_EQ(loop_->run_once(), 1u);
  EXPECT_EQ(ran_, "");
  EXPECT_EQ(loop_->run_once(), 1u);
  EXPECT_EQ(ran_, "x");
}

TEST_F(LoopTest, StopEndsRunAndAStopBeforehandEndsItAtOnce) {
  loop_->post([this] { loop_->stop(); });
  loop_->run();
  loop_->stop();
  loop_->run();
  SUCCEED();
}

TEST_F(LoopTest, WhatIsLeftAtDestructionIsNotCalled) {
  const Fd fd = readable();
  ASSERT_TRUE(loop_->watch(fd.get(), EPOLLIN, [this](std::uint32_t) { ran_ += 'w'; }));
  loop_->after(kNoWait, [this] { ran_ += 't'; });
  loop_->post([this] { ran_ += 'p'; });
  loop_.reset();
  EXPECT_EQ(ran_, "");
}

// The real clock, once: a sleeping loop wakes for its timer, and not before it is due.
TEST(Loop, SleepsUntilTheTimer) {
  auto loop = std::move(Loop::make()).value();
  const TimePoint start = std::chrono::steady_clock::now();
  TimePoint fired;
  loop->after(std::chrono::microseconds(1500), [&] {
    fired = std::chrono::steady_clock::now();
    loop->stop();
  });
  loop->run();
  EXPECT_GE(fired - start, std::chrono::microseconds(1500));
}

TEST(Loop, TheTimeoutBoundsTheWait) {
  auto loop = std::move(Loop::make()).value();
  loop->after(hours(1), [] { FAIL() << "fired an hour early"; });
  EXPECT_EQ(loop->run_once(milliseconds(1)), 0u);
}

TEST(Loop, PostsFromManyThreadsAllArrive) {
  auto loop = std::move(Loop::make()).value();
  constexpr int kThreads = 4;
  constexpr int kPosts = 2'000;
  int count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < kPosts; ++i)
        loop->post([&] {
          if (++count == kThreads * kPosts) loop->stop();
        });
    });
  loop->run();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count, kThreads * kPosts);
}

}  // namespace
}  // namespace tntc::io
