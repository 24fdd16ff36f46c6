#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/host.h"

namespace tntc::runtime::testing {

// A world without time and network: it keeps what script asks for, and nothing happens until the
// test tells the realm so. Timers and fetches are forgotten when script gives them up.
class FakeHost : public Host {
 public:
  struct Line {
    LogLevel level;
    std::string text;
  };
  struct Fetch {
    FetchCall call;
    int reads = 0;     // how often script asked for more
    std::string sent;  // of a streamed body
    bool sent_all = false;
  };

  std::vector<Line> logs;
  std::vector<std::pair<CallNumber, CallEnd>> ends;  // in order
  std::map<TimerNumber, double> timers;              // those running: delay in ms
  std::map<FetchNumber, Fetch> fetches;              // those going on
  std::optional<Error> refusal;                      // of every timer and fetch
  std::string config_text = "{}";
  std::string secrets_text = "{}";
  std::set<std::string> named_hosts;

  // How `call` ended, if it did; null else.
  const CallEnd* end_of(CallNumber call) const {
    const auto found =
        std::ranges::find_if(ends, [call](const auto& end) { return end.first == call; });
    return found == ends.end() ? nullptr : &found->second;
  }

  void log(LogLevel level, std::string_view text) override {
    logs.push_back({level, std::string(text)});
  }
  void done(CallNumber call, CallEnd end) override { ends.emplace_back(call, std::move(end)); }

  Result<TimerNumber> start_timer(double delay_ms) override {
    if (refusal) return tl::unexpected(*refusal);
    timers[++last_number_] = delay_ms;
    return last_number_;
  }
  void clear_timer(TimerNumber timer) override { timers.erase(timer); }

  Result<FetchNumber> start_fetch(FetchCall call) override {
    if (refusal) return tl::unexpected(*refusal);
    fetches[++last_number_].call = std::move(call);
    return last_number_;
  }
  void read_more(FetchNumber fetch) override {
    if (fetches.contains(fetch)) ++fetches[fetch].reads;
  }
  void send_body(FetchNumber fetch, std::string_view bytes) override {
    if (fetches.contains(fetch)) fetches[fetch].sent += bytes;
  }
  void end_body(FetchNumber fetch) override {
    if (fetches.contains(fetch)) fetches[fetch].sent_all = true;
  }
  void abort_fetch(FetchNumber fetch) override { fetches.erase(fetch); }

  std::string_view config() const override { return config_text; }
  std::string_view secrets() const override { return secrets_text; }
  bool names_host(std::string_view host, std::uint16_t) const override {
    return named_hosts.contains(std::string(host));
  }

 private:
  std::uint32_t last_number_ = 0;
};

}  // namespace tntc::runtime::testing
