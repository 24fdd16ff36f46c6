#include "cli/dev/background.h"

#include <memory>
#include <utility>

#include <boost/asio/post.hpp>

#include "base/assert.h"

namespace tntc::cli::dev {

void BackgroundCompile::start(Job job, Done done) {
  TNTC_ASSERT(!going_);
  stop();  // the thread of the job before has nothing left to do
  going_ = true;
  const unsigned number = ++job_;
  thread_ = std::thread([this, number, job = std::move(job), done = std::move(done)]() mutable {
    // Shared because handlers of the loop are copied; the thread lets go of it at once.
    auto outcome = std::make_shared<Outcome>(job());
    boost::asio::post(loop_, [this, number, outcome = std::move(outcome), done = std::move(done)] {
      if (number != job_ || !going_) return;
      going_ = false;
      done(std::move(*outcome));
    });
  });
}

void BackgroundCompile::stop() {
  going_ = false;
  if (thread_.joinable()) thread_.join();
}

}  // namespace tntc::cli::dev
