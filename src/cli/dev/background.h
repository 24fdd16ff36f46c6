#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <thread>

#include "base/result.h"
#include "bundle/bundle.h"

namespace tntc::cli::dev {

// Compiles on a thread beside the loop, one job at a time: requests are answered meanwhile. Jobs
// take no part in anything the loop's thread changes.
class BackgroundCompile {
 public:
  using Outcome = Result<tntc::bundle::Compiled>;
  using Job = std::function<Outcome()>;
  using Done = std::function<void(Outcome)>;

  explicit BackgroundCompile(boost::asio::io_context& loop) : loop_(loop) {}
  ~BackgroundCompile() { stop(); }
  BackgroundCompile(const BackgroundCompile&) = delete;
  BackgroundCompile& operator=(const BackgroundCompile&) = delete;

  bool is_going() const { return going_; }

  // `done` is called on the loop, unless stop() comes first. Not while one is going.
  void start(Job job, Done done);

  // Waits for the job; nobody is told of it. Idempotent.
  void stop();

 private:
  boost::asio::io_context& loop_;
  std::thread thread_;
  bool going_ = false;  // of the loop's thread
  // Jobs that were stopped are told apart from the one that goes on by their number.
  unsigned job_ = 0;
};

}  // namespace tntc::cli::dev
