#include "cli/dev/background.h"

#include <future>
#include <optional>

#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace tntc::cli::dev {
namespace {

class Background : public ::testing::Test {
 protected:
  // A job that ends when the test says so.
  BackgroundCompile::Job held(std::shared_future<void> released) {
    return [released]() -> BackgroundCompile::Outcome {
      released.wait();
      return fail(ErrorKind::not_found, "gone");
    };
  }

  boost::asio::io_context loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  std::promise<void> release_;
  std::optional<ErrorKind> told_;
  BackgroundCompile compile_{loop_};

  BackgroundCompile::Done tell() {
    return [this](const BackgroundCompile::Outcome& outcome) {
      told_ = outcome.error().kind;
      loop_.stop();
    };
  }
};

TEST_F(Background, LeavesTheLoopToOthersAndTellsOnIt) {
  compile_.start(held(release_.get_future().share()), tell());
  bool served = false;
  boost::asio::post(loop_, [&] {
    served = true;
    EXPECT_TRUE(compile_.is_going());
    release_.set_value();
  });
  loop_.run();
  EXPECT_TRUE(served);
  EXPECT_EQ(told_, ErrorKind::not_found);
  EXPECT_FALSE(compile_.is_going());
}

TEST_F(Background, TellsNobodyOfAJobThatWasStopped) {
  release_.set_value();
  compile_.start(held(release_.get_future().share()), tell());
  compile_.stop();
  loop_.poll();
  EXPECT_FALSE(told_);
  EXPECT_FALSE(compile_.is_going());
}

TEST_F(Background, TakesTheNextJobFromInsideTheCallOfTheOneBefore) {
  release_.set_value();
  const auto job = held(release_.get_future().share());
  compile_.start(job, [&](const BackgroundCompile::Outcome&) { compile_.start(job, tell()); });
  loop_.run();
  EXPECT_EQ(told_, ErrorKind::not_found);
}

}  // namespace
}  // namespace tntc::cli::dev
