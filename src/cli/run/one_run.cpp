#include "cli/run/one_run.h"

#include <fmt/format.h>

#include "cli/ports.h"
#include "ui/elapsed.h"

namespace tntc::cli::run {
namespace {

constexpr Milliseconds kTick{100};  // often enough to look alive

}  // namespace

OneRun::OneRun(Session& session, boost::asio::io_context& loop, ui::ProgressLine& progress)
    : session_(session), loop_(loop), progress_(progress), timer_(loop) {}

Result<triggers::RunOutcome> OneRun::wait(engine::Engine& engine, triggers::RunRequest request,
                                          const std::string& name) {
  TNTC_TRY(id_, engine.start(std::move(request), [this](Result<triggers::RunOutcome> outcome) {
    outcome_ = std::move(outcome);
    loop_.stop();
  }));
  session_.ports.interrupts->watch(loop_, [this, &engine] { interrupted(engine); });
  if (session_.err.interactive) tick(name);

  loop_.run();

  session_.ports.interrupts->stop();
  timer_.cancel();
  progress_.clear();
  if (outcome_) return std::move(*outcome_);
  if (interrupts_ > 0) return fail(ErrorKind::cancelled, "the run was given up");
  return fail(ErrorKind::internal, "the engine went idle before the run had ended");
}

void OneRun::interrupted(engine::Engine& engine) {
  ++interrupts_;
  if (interrupts_ > 1) {
    loop_.stop();
    return;
  }
  progress_.print("cancelling the run; press Ctrl-C again to give up waiting\n");
  engine.cancel(id_);
}

void OneRun::tick(const std::string& name) {
  progress_.show(fmt::format("running {} {}", name, ui::elapsed(kTick * ticks_++)));
  timer_.expires_after(kTick);
  timer_.async_wait([this, name](const boost::system::error_code& error) {
    if (!error) tick(name);
  });
}

}  // namespace tntc::cli::run
