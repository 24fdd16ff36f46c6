#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/file_port.h"
#include "runtime/host.h"
#include "runtime/socket_port.h"

namespace tntc::runtime::testing {

// A world without time and network: it keeps what script asks for, and nothing happens until the
// test tells the realm so. Timers and fetches are forgotten when script gives them up.
class FakeHost : public Host, private FilePort, private SocketPort {
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
  std::vector<std::pair<CallNumber, CallEnd>> ends;        // in order
  std::map<TimerNumber, double> timers;                    // those running: delay in ms
  std::map<FetchNumber, Fetch> fetches;                    // those going on
  std::optional<Error> refusal;                            // of every timer and fetch
  std::map<std::string, std::string> steps;                // kept, by name
  std::vector<TimerNumber> told;                           // of steps that are kept, in order
  std::vector<Wait> waits;                                 // going on
  std::map<std::string, std::vector<std::string>> events;  // that have come, by name
  std::vector<TimerNumber> awaited;                        // in order
  std::function<void()> on_log;                            // called in the middle of script
  std::string config_text = "{}";
  std::string secrets_text = "{}";
  std::map<std::string, std::string> variables;  // the node may see these and no others
  std::map<std::string, std::string> texts;      // files: read and written whole
  std::vector<SocketCall> socket_calls;          // in order; numbers are given to all of them
  std::vector<std::string> socket_bytes;         // of each

  // How `call` ended, if it did; null else.
  const CallEnd* end_of(CallNumber call) const {
    const auto found =
        std::ranges::find_if(ends, [call](const auto& end) { return end.first == call; });
    return found == ends.end() ? nullptr : &found->second;
  }

  void log(LogLevel level, std::string_view text) override {
    logs.push_back({level, std::string(text)});
    if (on_log) on_log();
  }
  void done(CallNumber call, CallEnd end) override { ends.emplace_back(call, std::move(end)); }

  Result<TimerNumber> start_timer(double delay_ms) override {
    if (refusal) return tl::unexpected(*refusal);
    timers[++last_number_] = delay_ms;
    return last_number_;
  }
  void clear_timer(TimerNumber timer) override { timers.erase(timer); }

  Result<std::optional<std::string>> step(std::string_view name) override {
    const auto found = steps.find(std::string(name));
    if (found == steps.end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }
  bool keeps_steps() const override { return true; }
  // Told at once by whoever looks at `told`.
  Result<TimerNumber> keep_step(std::string_view name, std::string_view text) override {
    steps[std::string(name)] = text;
    told.push_back(++last_number_);
    return last_number_;
  }
  std::optional<std::string> event(std::string_view name, std::uint32_t index) override {
    const auto found = events.find(std::string(name));
    if (found == events.end() || index >= found->second.size()) return std::nullopt;
    return found->second[index];
  }
  // Told by the test, by the number in `awaited`.
  Result<TimerNumber> await_event(std::string_view, std::uint32_t) override {
    awaited.push_back(++last_number_);
    return last_number_;
  }
  void wait(const Wait& wait, bool begins) override {
    if (begins) {
      waits.push_back(wait);
    } else {
      std::erase(waits, wait);
    }
  }

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
  bool names_host(std::string_view, std::uint16_t) const override { return false; }
  Answer<std::optional<std::string>> env(std::string_view variable) const override {
    const auto found = variables.find(std::string(variable));
    if (found == variables.end()) return fault("NotCapable", "it may not be seen");
    return found->second;
  }
  std::string all_env() const override { return R"({"ONE":"1"})"; }
  FilePort& files() override { return *this; }
  SocketPort& sockets() override { return *this; }

 private:
  Answer<std::string> act(const FileCall& call) override {
    if (call.act == FileAct::write) {
      texts[call.path] = std::string(call.bytes);
      return "";
    }
    const auto found = texts.find(call.path);
    if (found == texts.end()) return tl::unexpected(system_fault(2, "readfile"));
    return found->second;
  }
  Answer<SocketNumber> act(const SocketCall& call) override {
    if (call.number < 0) return fault("InvalidData", "no such port");
    socket_bytes.emplace_back(call.bytes);
    socket_calls.push_back(call);
    return ++last_number_;
  }

  std::uint32_t last_number_ = 0;
};

}  // namespace tntc::runtime::testing
