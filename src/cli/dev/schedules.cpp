#include "cli/dev/schedules.h"

#include <algorithm>
#include <utility>

#include "triggers/payload.h"

namespace tntc::cli::dev {
namespace {

// Timers stand still while a machine sleeps and do not see that its clock is set; looking this
// often notices both before the minute that is due is over.
constexpr std::chrono::milliseconds kLook{10'000};

}  // namespace

Schedules::Schedules(boost::asio::io_context& loop, triggers::RunPort& runs, Clock clock, Tell tell)
    : timer_(loop),
      runs_(runs),
      clock_(std::move(clock)),
      tell_(std::move(tell)),
      book_({}, now()) {}

triggers::Instant Schedules::now() const {
  return std::chrono::floor<std::chrono::seconds>(clock_());
}

void Schedules::take(std::vector<triggers::CronTrigger> triggers) {
  fire_due();  // what is due under the old version is not lost with it
  book_.replace(std::move(triggers), now());
  wait();
}

void Schedules::stop() {
  stopped_ = true;
  timer_.cancel();
}

void Schedules::fire_due() {
  for (const triggers::CronDecision& decision : book_.decide(now())) fire(decision);
}

void Schedules::fire(const triggers::CronDecision& decision) {
  const triggers::CronTrigger& trigger = book_.trigger(decision.trigger);
  if (decision.verdict != triggers::CronVerdict::run) return tell_(trigger, decision, nullptr);
  const std::uint64_t key = book_.run_key(decision.trigger);
  const auto started = runs_.start({.input = triggers::input_of_cron(trigger.name),
                                    .trigger = "cron",
                                    .trigger_name = title_of(trigger),
                                    .durability = triggers::Durability::disk},
                                   [this, key](const auto&) { book_.ended(key); });
  if (!started) book_.ended(key);
  tell_(trigger, decision, started ? nullptr : &started.error());
}

void Schedules::wait() {
  const auto next = book_.next();
  if (stopped_ || !next) return static_cast<void>(timer_.cancel());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - clock_());
  timer_.expires_after(std::clamp(left, std::chrono::milliseconds(1), kLook));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    fire_due();
    wait();
  });
}

}  // namespace tntc::cli::dev
