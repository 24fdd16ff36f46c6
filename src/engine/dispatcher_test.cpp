#include "engine/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tntc::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = Act::Kind;

Act act(Kind kind, WorkerNumber worker, RunNumber run = 0, std::string why = {}) {
  return {kind, worker, run, std::move(why)};
}

// One with its first worker ready at time 0.
class DispatcherTest : public testing::Test {
 protected:
  std::vector<Act> acts;
  Dispatcher dispatcher{{.workers = 2, .max_runs = 4, .queue = 2}};

  void SetUp() override {
    dispatcher.start(0, acts);
    dispatcher.worker_ready(1, 0, acts);
    acts.clear();
  }
  std::vector<Act> take() {
    std::vector<Act> taken;
    taken.swap(acts);
    return taken;
  }
  std::vector<Act> submit(RunNumber run, std::int64_t now = 0) {
    EXPECT_TRUE(dispatcher.submit(run, now, acts));
    return take();
  }
};

TEST_F(DispatcherTest, KeepsTheFirstWorkerAsLongAsItKeepsUp) {
  EXPECT_THAT(submit(1), ElementsAre(act(Kind::send, 1, 1)));
  EXPECT_THAT(submit(2), ElementsAre(act(Kind::send, 1, 2)));
  dispatcher.ended(1, 5, acts);
  dispatcher.tick(12, acts);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_THAT(submit(3, 12), ElementsAre(act(Kind::send, 1, 3)));
}

TEST_F(DispatcherTest, StartsAnotherWorkerWhenTheFirstIsBusyAndLetsItGoWhenIdle) {
  submit(1);
  submit(2);
  dispatcher.tick(49, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.tick(50, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.worker_ready(2, 55, acts);
  EXPECT_THAT(submit(3, 55), ElementsAre(act(Kind::send, 2, 3)));
  for (const RunNumber run : {1, 2, 3}) dispatcher.ended(run, 60, acts);
  dispatcher.tick(2'000, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.tick(2'100, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::quit, 2)));
}

TEST_F(DispatcherTest, QueuesBeyondTheLimitAndRefusesBeyondTheQueue) {
  for (const RunNumber run : {1, 2, 3, 4, 5, 6}) submit(run);
  EXPECT_EQ(dispatcher.in_flight(), 4u);
  EXPECT_EQ(dispatcher.queue_size(), 2u);
  EXPECT_FALSE(dispatcher.submit(7, 0, acts));
  EXPECT_TRUE(dispatcher.queued(5));
  dispatcher.ended(1, 1, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::send, 1, 5)));
}

TEST_F(DispatcherTest, ARunThatEndsInTheQueueIsNotSent) {
  for (const RunNumber run : {1, 2, 3, 4, 5}) submit(run);
  dispatcher.ended(5, 1, acts);
  dispatcher.ended(1, 1, acts);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_EQ(dispatcher.queue_size(), 0u);
}

TEST_F(DispatcherTest, ACondemnedWorkerIsReplacedAtOnceAndKilledWithItsLastRun) {
  submit(1);
  submit(2);
  dispatcher.ended(1, 5, acts);
  dispatcher.condemned(1, 5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.worker_ready(2, 9, acts);
  EXPECT_THAT(submit(3, 10), ElementsAre(act(Kind::send, 2, 3)));
  dispatcher.ended(2, 20, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::kill, 1)));
}

TEST_F(DispatcherTest, ACondemnedWorkerIsKilledEvenIfARunOfItDoesNotEnd) {
  submit(1);
  dispatcher.condemned(1, 5, acts);
  dispatcher.worker_ready(2, 9, acts);
  take();
  dispatcher.heartbeat(1, 1'900);
  dispatcher.tick(2'000, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.tick(2'005, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::kill, 1)));
}

TEST_F(DispatcherTest, TheRunThatWasAloneInADeadProcessIsInterrupted) {
  submit(1);
  dispatcher.worker_died(1, "signal 6", 5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::interrupt, 0, 1, "signal 6"), act(Kind::spawn, 2)));
}

TEST_F(DispatcherTest, OthersOfADeadProcessAreExecutedAgainEachByItself) {
  submit(1);
  submit(2);
  submit(3);
  dispatcher.touched(2);
  dispatcher.worker_died(1, "signal 9", 5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::interrupt, 0, 2, "signal 9"), act(Kind::spawn, 2)));
  dispatcher.worker_ready(2, 9, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::send, 2, 1), act(Kind::spawn, 3)));
  dispatcher.worker_ready(3, 12, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::send, 3, 3)));
  dispatcher.worker_died(3, "signal 9", 15, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::interrupt, 0, 3, "signal 9")));
}

TEST_F(DispatcherTest, ARunThatADeadWorkerNeverGotIsNotInterruptedWithIt) {
  submit(1);
  dispatcher.undelivered(1, 5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.worker_died(1, "signal 9", 6, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.worker_ready(2, 9, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::send, 2, 1)));
}

TEST_F(DispatcherTest, AWorkerLateWithItsHeartbeatGetsNoRunsAndIsKilledInTheEnd) {
  submit(1);
  dispatcher.tick(400, acts);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_THAT(submit(2, 400), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.tick(2'000, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::kill, 1)));
}

TEST_F(DispatcherTest, ANewBundleTakesOverWhileOldRunsEnd) {
  submit(1);
  dispatcher.new_bundle(5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.worker_ready(2, 9, acts);
  EXPECT_THAT(submit(2, 10), ElementsAre(act(Kind::send, 2, 2)));
  dispatcher.ended(1, 20, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::quit, 1)));
}

TEST_F(DispatcherTest, StartsThatFailAreTriedAgainLessAndLessOften) {
  dispatcher.worker_died(1, "exit 1", 0, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 2)));
  dispatcher.worker_died(2, "exit 1", 0, acts);
  dispatcher.tick(50, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.tick(100, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 3)));
  dispatcher.worker_died(3, "exit 1", 100, acts);
  dispatcher.tick(250, acts);
  EXPECT_THAT(take(), IsEmpty());
  dispatcher.tick(300, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 4)));
}

TEST_F(DispatcherTest, ARefusalAnswersEveryRunUntilThereIsANewBundle) {
  dispatcher.new_bundle(0, acts);
  take();
  submit(1);
  dispatcher.worker_refused(2, "no walls", 1, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::refuse, 0, 1, "no walls")));
  EXPECT_THAT(submit(2), ElementsAre(act(Kind::refuse, 0, 2, "no walls")));
  dispatcher.new_bundle(5, acts);
  EXPECT_THAT(take(), ElementsAre(act(Kind::spawn, 3)));
}

}  // namespace
}  // namespace tntc::engine
