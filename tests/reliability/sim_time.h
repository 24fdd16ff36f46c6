#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <utility>

namespace tntc::reliability {

// The one clock and the one queue of events of a simulation. sim_time.cpp answers the program's
// clock_gettime and getrandom from here, so that everything it links, Asio too, lives in this time.
class SimTime {
 public:
  // Nothing is left of what was; the same seed gives the same again.
  void begin(std::uint64_t seed);

  std::int64_t now() const { return now_; }  // ns since the simulation began
  void after(std::int64_t delay, std::function<void()> act);
  // Goes to the next event, at most so far, and does what is due then.
  void advance(std::int64_t most);

  std::mt19937_64& random() { return random_; }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  bool chance(int of_thousand) { return below(1000) < of_thousand; }

 private:
  std::int64_t now_ = 0;
  std::uint64_t next_ = 0;
  std::multimap<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> events_;
  std::mt19937_64 random_;
};

SimTime& sim();

constexpr std::int64_t kMs = 1'000'000;

}  // namespace tntc::reliability
