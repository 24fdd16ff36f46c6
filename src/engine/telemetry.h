#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "triggers/run_port.h"

namespace tntc::engine {

// Values that are true now, put beside the counters when somebody asks.
struct Gauges {
  std::size_t runs_in_flight = 0;
  std::size_t runs_queued = 0;
  std::size_t runs_parked = 0;
  std::size_t workers = 0;
  std::size_t workers_ready = 0;
  std::size_t slots = 0;
  std::uint64_t worker_resident_bytes = 0;
};

// What the engine has done since it started.
class Telemetry {
 public:
  void run_ended(triggers::RunEnd end, double seconds, std::uint32_t attempts,
                 std::uint32_t retries);
  void run_refused() { ++refused_; }
  void worker_started() { ++workers_started_; }
  void worker_lost() { ++workers_lost_; }
  void log_lines(std::size_t count) { log_lines_ += count; }

  std::uint64_t ended(triggers::RunEnd end) const { return ends_[static_cast<std::size_t>(end)]; }

  // Prometheus text exposition format 0.0.4.
  std::string prometheus(const std::string& workflow, const Gauges& gauges) const;

 private:
  static constexpr std::array<double, 12> kBuckets = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5,
                                                      1,     5,     10,   30,   60,  300};

  std::array<std::uint64_t, 4> ends_{};
  std::array<std::uint64_t, kBuckets.size()> within_{};  // not cumulated
  double seconds_ = 0;
  std::uint64_t attempts_ = 0;
  std::uint64_t retries_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t workers_started_ = 0;
  std::uint64_t workers_lost_ = 0;
  std::uint64_t log_lines_ = 0;
};

}  // namespace tntc::engine
