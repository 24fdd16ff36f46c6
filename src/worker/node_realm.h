#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "io/loop.h"
#include "runtime/host.h"
#include "runtime/js/realm.h"
#include "worker/node_files.h"
#include "worker/node_sockets.h"
#include "worker/powers.h"
#include "worker/program.h"
#include "worker/transport.h"

namespace tntc::worker {

// What a realm tells the run that uses it. Calls marked (in script) come from inside the VM.
class RealmEvents {
 public:
  virtual ~RealmEvents() = default;
  virtual void realm_done(dag::NodeIndex node, runtime::CallNumber call,
                          runtime::CallEnd end) = 0;  // (in script)
  virtual void realm_log(dag::NodeIndex node, runtime::LogLevel level,
                         std::string_view text) = 0;  // (in script)
  // The node is about to reach the outside world: fails when it may not any more. (in script)
  virtual Result<void> realm_touch(dag::NodeIndex node) = 0;
  // Host::step, keeps_steps and wait, of the node. (in script)
  virtual Result<std::optional<std::string>> realm_step(dag::NodeIndex node,
                                                        std::string_view name) = 0;
  virtual bool realm_keeps_steps() const = 0;
  virtual void realm_wait(dag::NodeIndex node, const runtime::Wait& wait, bool begins) = 0;
  virtual std::optional<std::string> realm_event(std::string_view name, std::uint32_t index) = 0;
  // NodeRealm::tell(number) follows when the step is kept, or the event has come.
  virtual Result<void> realm_keep_step(dag::NodeIndex node, runtime::TimerNumber number,
                                       std::string_view name, std::string_view text) = 0;
  virtual Result<void> realm_await_event(dag::NodeIndex node, runtime::TimerNumber number,
                                         std::string_view name, std::uint32_t index) = 0;
  // Something happened outside: `enter` wants to go into the node's realm.
  virtual void realm_due(dag::NodeIndex node,
                         std::function<bool(runtime::js::Realm&, std::int64_t deadline)> enter) = 0;
};

// One node's realm, or that of a lane (program.h), with what it has going on outside: timers,
// fetches and connections on the slot's loop.
class NodeRealm : public runtime::Host {
 public:
  // Everything given by reference outlives it.
  static Result<std::unique_ptr<NodeRealm>> make(runtime::js::Vm& vm, const Program& program,
                                                 dag::NodeIndex node, const Powers& powers,
                                                 io::Loop& loop, Transport& transport,
                                                 RealmEvents& events);
  ~NodeRealm() override;

  runtime::js::Realm& realm() { return *realm_; }
  virtual bool has_pending() const {
    return !timers_.empty() || !to_be_told_.empty() || reaches_out();
  }
  // Whether nothing but `waits` goes on: each has a timer at most.
  bool only_waits(std::size_t waits) const { return timers_.size() <= waits && !reaches_out(); }
  // What script waits for has come: it may go on. Nothing happens when that was given up.
  void tell(runtime::TimerNumber number);
  // Timers, fetches and connections end without a word to script.
  virtual void drop_pending();

  bool loaded = false;   // the module was given to the realm
  bool in_call = false;  // an attempt of its node is running

 protected:
  // What TestRealm needs to stand in for the world: it makes a realm in two steps.
  friend class TestRealm;
  NodeRealm(const Program& program, dag::NodeIndex node, const Powers& powers, io::Loop& loop,
            Transport& transport, RealmEvents& events);
  Result<void> start(runtime::js::Vm& vm);
  const Program& program() const { return program_; }
  dag::NodeIndex node() const { return node_; }
  // The same, or the node whose lane it is.
  dag::NodeIndex of() const { return program_.node_of(node_); }
  const grants::Grants& grants() const { return powers_.grants(of()); }
  RealmEvents& events() { return events_; }
  std::uint32_t next_number() { return next_number_++; }
  static constexpr std::size_t kMostFetches = 1'000;  // more would be a leak

  // The time its timers go by.
  virtual io::TimerId after(io::Duration delay, std::function<void()> callback) {
    return loop_.after(delay, std::move(callback));
  }
  virtual void cancel(io::TimerId timer) { loop_.cancel(timer); }

  void log(runtime::LogLevel level, std::string_view text) override;
  void done(runtime::CallNumber call, runtime::CallEnd end) override;
  Result<runtime::FetchNumber> start_fetch(runtime::FetchCall call) override;
  void read_more(runtime::FetchNumber fetch) override;
  void send_body(runtime::FetchNumber fetch, std::string_view bytes) override;
  void end_body(runtime::FetchNumber fetch) override;
  void abort_fetch(runtime::FetchNumber fetch) override;
  std::string_view config() const override { return program_.workflow().config.json; }
  std::string_view secrets() const override { return powers_.secrets(of()); }
  bool names_host(std::string_view host, std::uint16_t port) const override {
    return grants().names_host(host, port);
  }

  runtime::Answer<std::optional<std::string>> env(std::string_view variable) const override;
  std::string all_env() const override { return powers_.all_env(of()); }
  runtime::FilePort& files() override { return files_; }
  runtime::SocketPort& sockets() override;

 private:
  bool reaches_out() const { return !fetches_.empty() || (sockets_ && !sockets_->empty()); }
  Result<runtime::TimerNumber> start_timer(double delay_ms) override;
  void clear_timer(runtime::TimerNumber timer) override;
  Result<std::optional<std::string>> step(std::string_view name) override {
    return events_.realm_step(node_, name);
  }
  bool keeps_steps() const override { return events_.realm_keeps_steps(); }
  Result<runtime::TimerNumber> keep_step(std::string_view name, std::string_view text) override;
  std::optional<std::string> event(std::string_view name, std::uint32_t index) override {
    return events_.realm_event(name, index);
  }
  Result<runtime::TimerNumber> await_event(std::string_view name, std::uint32_t index) override;
  void wait(const runtime::Wait& wait, bool begins) override {
    events_.realm_wait(node_, wait, begins);
  }
  void on_fetch(runtime::FetchNumber fetch, const runtime::FetchNews& news);

  const Program& program_;
  dag::NodeIndex node_;  // or a lane
  const Powers& powers_;
  io::Loop& loop_;
  Transport& transport_;
  RealmEvents& events_;
  std::map<runtime::TimerNumber, io::TimerId> timers_;
  std::set<runtime::TimerNumber> to_be_told_;              // of steps and events
  std::map<runtime::FetchNumber, std::uint64_t> fetches_;  // to the transport's own number
  std::uint32_t next_number_ = 1;
  NodeFiles files_;
  std::optional<NodeSockets> sockets_;  // made at first use
  std::unique_ptr<runtime::js::Realm> realm_;
};

}  // namespace tntc::worker
