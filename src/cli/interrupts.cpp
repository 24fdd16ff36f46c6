#include "cli/interrupts.h"

#include <csignal>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace tntc::cli {
namespace {

class SignalInterrupts : public Interrupts {
 public:
  void watch(boost::asio::io_context& loop, std::function<void()> told) override {
    told_ = std::move(told);
    signals_.emplace(loop, SIGINT, SIGTERM);
    wait();
  }

  // The set goes away with it: asio then gives the signals their default action back.
  void stop() override { signals_.reset(); }

 private:
  void wait() {
    signals_->async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      wait();
      told_();
    });
  }

  std::optional<boost::asio::signal_set> signals_;
  std::function<void()> told_;
};

}  // namespace

std::unique_ptr<Interrupts> make_signal_interrupts() {
  return std::make_unique<SignalInterrupts>();
}

}  // namespace tntc::cli
