#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>

#include "cli/session.h"
#include "engine/engine.h"
#include "ui/progress_line.h"

namespace tntc::cli::run {

// Carries one run through an engine on the loop and waits for its end. The first Ctrl-C cancels the
// run, and what was finished is still reported; the second gives up waiting.
class OneRun {
 public:
  OneRun(Session& session, boost::asio::io_context& loop, ui::ProgressLine& progress);

  // `cancelled` when the user gave up waiting.
  Result<triggers::RunOutcome> wait(engine::Engine& engine, triggers::RunRequest request,
                                    const std::string& name);

 private:
  void interrupted(engine::Engine& engine);
  void tick(const std::string& name);

  Session& session_;
  boost::asio::io_context& loop_;
  ui::ProgressLine& progress_;
  boost::asio::steady_timer timer_;
  triggers::RunId id_;
  std::optional<Result<triggers::RunOutcome>> outcome_;
  int interrupts_ = 0;
  int ticks_ = 0;
};

}  // namespace tntc::cli::run
