#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <vector>

#include "triggers/cron_book.h"
#include "triggers/run_port.h"

namespace tntc::cli::dev {

// Fires the cron triggers of a workflow in this process: waits, asks a CronBook, starts the runs it
// decides on. Everything on the loop's thread; `runs` outlives it.
class Schedules {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;
  // What became of a due instant; a refusal is there when a run could not be started.
  using Tell = std::function<void(const triggers::CronTrigger&, const triggers::CronDecision&,
                                  const Error* refusal)>;

  Schedules(boost::asio::io_context& loop, triggers::RunPort& runs, Clock clock, Tell tell);

  // The triggers of the version that serves from now on.
  void take(std::vector<triggers::CronTrigger> triggers);
  // Nothing fires any more; runs in flight go on. Idempotent.
  void stop();

  const triggers::CronBook& book() const { return book_; }
  triggers::Instant now() const;

 private:
  void fire_due();
  void fire(const triggers::CronDecision& decision);
  void wait();

  boost::asio::steady_timer timer_;
  triggers::RunPort& runs_;
  Clock clock_;
  Tell tell_;
  triggers::CronBook book_;
  bool stopped_ = false;
};

}  // namespace tntc::cli::dev
