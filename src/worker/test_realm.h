#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "worker/node_realm.h"
#include "worker/test_file_port.h"
#include "worker/test_world.h"

namespace tntc::worker {

// A NodeRealm whose powers are those of a test: its time, its mocks, its configuration. Every power
// that NodeRealm gets is to be overridden here, or a test has it for real.
class TestRealm : public NodeRealm {
 public:
  // Everything given by reference outlives it.
  static Result<std::unique_ptr<NodeRealm>> make(runtime::js::Vm& vm, const Program& program,
                                                 dag::NodeIndex node, const Powers& powers,
                                                 io::Loop& loop, Transport& transport,
                                                 RealmEvents& events, TestWorld& world);
  ~TestRealm() override;

  bool has_pending() const override;
  void drop_pending() override;

 private:
  // A request that a mock answers. Shared by the realm and the timer of its next event: entering
  // the realm may drop the request, and the realm itself.
  struct Answering {
    runtime::FetchNumber number = 0;
    runtime::FetchCall call;
    io::TimerId timer;
    bool dropped = false;
  };
  using AnsweringPtr = std::shared_ptr<Answering>;

  TestRealm(const Program& program, dag::NodeIndex node, const Powers& powers, io::Loop& loop,
            Transport& transport, RealmEvents& events, TestWorld& world);

  io::TimerId after(io::Duration delay, std::function<void()> callback) override {
    return world_.time.after(delay, std::move(callback));
  }
  void cancel(io::TimerId timer) override { world_.time.cancel(timer); }
  Result<runtime::FetchNumber> start_fetch(runtime::FetchCall call) override;
  void send_body(runtime::FetchNumber fetch, std::string_view bytes) override;
  void end_body(runtime::FetchNumber fetch) override;
  void abort_fetch(runtime::FetchNumber fetch) override;
  std::string_view config() const override;
  std::string_view secrets() const override { return secrets_; }
  runtime::Answer<std::optional<std::string>> env(std::string_view variable) const override;
  std::string all_env() const override;
  runtime::FilePort& files() override;
  runtime::SocketPort& sockets() override;

  void ask_for_body(const AnsweringPtr& request);
  Result<void> answer(const AnsweringPtr& request);
  void deliver(const AnsweringPtr& request, const MockAnswer& answer);
  // False when the request is over.
  bool tell(const AnsweringPtr& request, const runtime::FetchNews& news);

  TestWorld& world_;
  const grants::Grants& grants_;
  std::string secrets_;
  TestFilePort files_;
  std::map<runtime::FetchNumber, AnsweringPtr> answering_;
};

}  // namespace tntc::worker
