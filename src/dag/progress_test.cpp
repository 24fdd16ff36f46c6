#include "dag/progress.h"

#include <gmock/gmock.h>

namespace tntc::dag {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Plan plan_of(std::size_t nodes, std::vector<NodePair> edges) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < nodes; ++i) names.emplace_back(1, static_cast<char>('a' + i));
  return *Plan::make(names, edges);
}

std::vector<NodeIndex> take(Progress& progress) {
  std::vector<NodeIndex> ready;
  progress.take_ready(ready);
  return ready;
}

TEST(Progress, OfAnEmptyPlanIsDone) {
  const Plan plan = plan_of(0, {});
  Progress progress(plan, Pace::stages);

  EXPECT_TRUE(progress.done());
  EXPECT_THAT(take(progress), IsEmpty());
}

TEST(Progress, HandsOutEachNodeOnce) {
  const Plan plan = plan_of(2, {{0, 1}});
  Progress progress(plan, Pace::eager);

  EXPECT_THAT(take(progress), ElementsAre(0));
  EXPECT_THAT(take(progress), IsEmpty());
  EXPECT_FALSE(progress.done());
  progress.finished(0);
  EXPECT_THAT(take(progress), ElementsAre(1));
  progress.finished(1);
  EXPECT_TRUE(progress.done());
  EXPECT_FALSE(progress.any_failed());
}

TEST(Progress, TakingReplacesWhatTheVectorHeld) {
  const Plan plan = plan_of(1, {});
  Progress progress(plan, Pace::eager);
  std::vector<NodeIndex> ready = {7, 8};

  progress.take_ready(ready);

  EXPECT_THAT(ready, ElementsAre(0));
}

TEST(Progress, EagerStartsANodeAsSoonAsItsInputsAreThere) {
  const Plan plan = plan_of(4, {{0, 2}, {1, 3}});
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.finished(0);

  EXPECT_THAT(take(progress), ElementsAre(2));
}

TEST(Progress, StagesWaitForTheWholeStage) {
  const Plan plan = plan_of(4, {{0, 2}, {1, 3}});
  Progress progress(plan, Pace::stages);
  EXPECT_THAT(take(progress), ElementsAre(0, 1));

  progress.finished(0);
  EXPECT_THAT(take(progress), IsEmpty());
  progress.finished(1);
  EXPECT_THAT(take(progress), ElementsAre(2, 3));
}

TEST(Progress, ReadyNodesAreInPlanOrderWhateverWasReportedFirst) {
  const Plan plan = plan_of(4, {{0, 2}, {1, 3}});
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.finished(1);
  progress.finished(0);

  EXPECT_THAT(take(progress), ElementsAre(2, 3));
}

TEST(Progress, AFanInWaitsForEveryInput) {
  const Plan plan = plan_of(3, {{0, 2}, {1, 2}});
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.finished(0);
  EXPECT_THAT(take(progress), IsEmpty());
  progress.finished(1);
  EXPECT_THAT(take(progress), ElementsAre(2));
}

TEST(Progress, NothingStartsAfterAFailure) {
  for (const Pace pace : {Pace::eager, Pace::stages}) {
    const Plan plan = plan_of(4, {{0, 2}, {1, 3}});
    Progress progress(plan, pace);
    take(progress);

    progress.failed(0);
    EXPECT_FALSE(progress.done()) << "b is still running";
    progress.finished(1);

    EXPECT_THAT(take(progress), IsEmpty());
    EXPECT_TRUE(progress.done());
    EXPECT_TRUE(progress.any_failed());
    EXPECT_EQ(progress.state_of(0), NodeState::failed);
    EXPECT_EQ(progress.state_of(1), NodeState::finished);
    EXPECT_EQ(progress.state_of(3), NodeState::waiting);
  }
}

TEST(Progress, AFailureTakesBackWhatWasReadyButNotTaken) {
  const Plan plan = plan_of(3, {{0, 2}});
  Progress progress(plan, Pace::eager);
  take(progress);
  progress.finished(0);

  progress.failed(1);

  EXPECT_THAT(take(progress), IsEmpty());
  EXPECT_TRUE(progress.done());
}

TEST(Progress, StopLetsStartedNodesEnd) {
  const Plan plan = plan_of(2, {{0, 1}});
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.stop();
  EXPECT_FALSE(progress.done());
  progress.finished(0);

  EXPECT_THAT(take(progress), IsEmpty());
  EXPECT_TRUE(progress.done());
  EXPECT_FALSE(progress.any_failed());
}

TEST(Progress, StopBeforeTheFirstNodeEndsTheRun) {
  const Plan plan = plan_of(1, {});
  Progress progress(plan, Pace::stages);

  progress.stop();

  EXPECT_TRUE(progress.done());
  EXPECT_EQ(progress.state_of(0), NodeState::waiting);
}

TEST(Progress, SkipsDependentsWhoseEveryInputWasSkipped) {
  for (const Pace pace : {Pace::eager, Pace::stages}) {
    const Plan plan = plan_of(4, {{0, 1}, {1, 2}, {2, 3}});
    Progress progress(plan, pace);
    take(progress);

    progress.skipped(0);

    EXPECT_THAT(take(progress), IsEmpty());
    EXPECT_EQ(progress.state_of(3), NodeState::skipped);
    EXPECT_TRUE(progress.done());
  }
}

TEST(Progress, RunsADependentThatHasOneInputLeft) {
  for (const Pace pace : {Pace::eager, Pace::stages}) {
    const Plan plan = plan_of(3, {{0, 2}, {1, 2}});
    Progress progress(plan, pace);
    take(progress);

    progress.skipped(0);
    progress.finished(1);

    EXPECT_THAT(take(progress), ElementsAre(2));
  }
}

TEST(Progress, AnInputThatIsSkippedLastAlsoFreesItsDependent) {
  const Plan plan = plan_of(3, {{0, 2}, {1, 2}});
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.finished(1);
  progress.skipped(0);

  EXPECT_THAT(take(progress), ElementsAre(2));
}

// a → c → e, b → d: c is skipped with a, so stage two is d alone and stage three is never waited
// on.
TEST(Progress, StagesPassOverSkippedNodes) {
  const Plan plan = plan_of(5, {{0, 2}, {1, 3}, {2, 4}});
  Progress progress(plan, Pace::stages);
  take(progress);

  progress.skipped(0);
  EXPECT_THAT(take(progress), IsEmpty());
  progress.finished(1);
  EXPECT_THAT(take(progress), ElementsAre(3));
  progress.finished(3);

  EXPECT_TRUE(progress.done());
  EXPECT_EQ(progress.state_of(4), NodeState::skipped);
}

// A stage that was skipped as a whole lies between the first and the third.
TEST(Progress, StagesGoOnPastAStageThatWasSkippedAsAWhole) {
  const Plan plan = plan_of(4, {{0, 1}, {1, 3}, {2, 3}});
  Progress progress(plan, Pace::stages);
  EXPECT_THAT(take(progress), ElementsAre(0, 2));

  progress.skipped(0);
  progress.finished(2);

  EXPECT_THAT(take(progress), ElementsAre(3));
}

TEST(ProgressDeathTest, ReportingANodeThatWasNotHandedOutIsADefect) {
  const Plan plan = plan_of(1, {});
  Progress progress(plan, Pace::eager);

  EXPECT_DEATH(progress.finished(0), "broken invariant");
}

// Runs the whole plan, one report at a time; the number of nodes that ran.
std::size_t run_to_the_end(const Plan& plan, Pace pace) {
  Progress progress(plan, pace);
  std::vector<NodeIndex> ready;
  std::size_t ran = 0;
  for (progress.take_ready(ready); !ready.empty(); progress.take_ready(ready)) {
    for (const NodeIndex node : ready) progress.finished(node);
    ran += ready.size();
  }
  EXPECT_TRUE(progress.done());
  return ran;
}

TEST(Progress, RunsFiveThousandNodesInAnyShape) {
  constexpr NodeIndex kNodes = 5000;
  std::vector<std::string> names;
  for (NodeIndex i = 0; i < kNodes; ++i) names.push_back("n" + std::to_string(i));
  std::vector<NodePair> chain, fan;
  for (NodeIndex i = 1; i < kNodes; ++i) chain.emplace_back(i - 1, i);
  for (NodeIndex i = 1; i + 1 < kNodes; ++i) {
    fan.emplace_back(0, i);
    fan.emplace_back(i, kNodes - 1);
  }

  for (const auto& edges : {chain, fan}) {
    const Plan plan = *Plan::make(names, edges);
    EXPECT_EQ(run_to_the_end(plan, Pace::eager), kNodes);
    EXPECT_EQ(run_to_the_end(plan, Pace::stages), kNodes);
  }
}

TEST(Progress, SkipsAChainOfFiveThousandNodes) {
  constexpr NodeIndex kNodes = 5000;
  std::vector<std::string> names;
  std::vector<NodePair> chain;
  for (NodeIndex i = 0; i < kNodes; ++i) names.push_back("n" + std::to_string(i));
  for (NodeIndex i = 1; i < kNodes; ++i) chain.emplace_back(i - 1, i);
  const Plan plan = *Plan::make(names, chain);
  Progress progress(plan, Pace::eager);
  take(progress);

  progress.skipped(0);

  EXPECT_TRUE(progress.done());
  EXPECT_EQ(progress.state_of(kNodes - 1), NodeState::skipped);
}

}  // namespace
}  // namespace tntc::dag
