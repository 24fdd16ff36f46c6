#include "worker/test_realm.h"

#include <chrono>
#include <cmath>
#include <utility>

#include "base/json_text.h"

namespace tntc::worker {
namespace {

io::Duration nanoseconds(double milliseconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(milliseconds * 1e6));
}

}  // namespace

TestRealm::TestRealm(const Program& program, dag::NodeIndex node, const Powers& powers,
                     io::Loop& loop, Transport& transport, RealmEvents& events, TestWorld& world)
    : NodeRealm(program, node, powers, loop, transport, events),
      world_(world),
      grants_(powers.grants(program.node_of(node))),
      secrets_(powers.visible_secrets(program.node_of(node), world.plan.secrets.value_or("{}"))),
      files_(world.files, grants_, world.plan.now_ms.value_or(0)) {}

Result<std::unique_ptr<NodeRealm>> TestRealm::make(runtime::js::Vm& vm, const Program& program,
                                                   dag::NodeIndex node, const Powers& powers,
                                                   io::Loop& loop, Transport& transport,
                                                   RealmEvents& events, TestWorld& world) {
  std::unique_ptr<NodeRealm> made(
      new TestRealm(program, node, powers, loop, transport, events, world));
  TNTC_CHECK(made->start(vm));
  return made;
}

TestRealm::~TestRealm() {
  TestRealm::drop_pending();
}

bool TestRealm::has_pending() const {
  return !answering_.empty() || NodeRealm::has_pending();
}

void TestRealm::drop_pending() {
  for (const auto& [number, request] : answering_) {
    request->dropped = true;
    world_.time.cancel(request->timer);
  }
  answering_.clear();
  NodeRealm::drop_pending();
}

std::string_view TestRealm::config() const {
  return world_.plan.config ? std::string_view(*world_.plan.config) : NodeRealm::config();
}

runtime::Answer<std::optional<std::string>> TestRealm::env(std::string_view variable) const {
  if (world_.plan.live) return NodeRealm::env(variable);
  if (const auto refused = grants_.refuse_env(variable)) {
    return runtime::fault("NotCapable", *refused);
  }
  const auto found = world_.plan.env.find(variable);
  if (found == world_.plan.env.end()) return std::nullopt;
  return found->second;
}

std::string TestRealm::all_env() const {
  if (world_.plan.live) return NodeRealm::all_env();
  std::string out = "{";
  for (const auto& [name, value] : world_.plan.env) {
    if (grants_.refuse_env(name)) continue;
    append_json_key(out, name);
    append_json_string(out, value);
  }
  return out + "}";
}

// With --live a fixture's own files still come first.
runtime::FilePort& TestRealm::files() {
  if (world_.plan.live && world_.plan.files.empty()) return NodeRealm::files();
  return files_;
}

namespace {

// Nothing of the network is there for a test.
class NoSockets : public runtime::SocketPort {
 public:
  runtime::Answer<runtime::SocketNumber> act(const runtime::SocketCall&) override {
    return runtime::fault("NotCapable",
                          "a test has no network: run it with --live to let it connect");
  }
};

}  // namespace

runtime::SocketPort& TestRealm::sockets() {
  static NoSockets none;
  return world_.plan.live ? NodeRealm::sockets() : none;
}

Result<runtime::FetchNumber> TestRealm::start_fetch(runtime::FetchCall call) {
  if (world_.plan.live && !world_.mocks.are_for(call)) {
    return NodeRealm::start_fetch(std::move(call));
  }
  if (answering_.size() >= kMostFetches) {
    return fail(ErrorKind::denied, "a node may have 1000 requests at once");
  }
  const auto request = std::make_shared<Answering>();
  request->number = next_number();
  request->call = std::move(call);
  if (request->call.upload == runtime::UploadKind::streamed) {
    ask_for_body(request);
  } else {
    TNTC_CHECK(answer(request));
  }
  answering_[request->number] = request;
  return request->number;
}

// The body is known to its end before a mock is looked for, so that the checks see it.
void TestRealm::ask_for_body(const AnsweringPtr& request) {
  request->timer = world_.time.after(io::Duration::zero(), [this, request] {
    tell(request, {runtime::FetchEvent::wants_body, 0, {}, {}});
  });
}

void TestRealm::send_body(runtime::FetchNumber fetch, std::string_view bytes) {
  const auto found = answering_.find(fetch);
  if (found == answering_.end()) return NodeRealm::send_body(fetch, bytes);
  found->second->call.body += bytes;
  ask_for_body(found->second);
}

void TestRealm::end_body(runtime::FetchNumber fetch) {
  const auto found = answering_.find(fetch);
  if (found == answering_.end()) return NodeRealm::end_body(fetch);
  const AnsweringPtr request = found->second;
  const auto answered = answer(request);
  if (answered) return;
  request->timer =
      world_.time.after(io::Duration::zero(), [this, request, why = answered.error().message] {
        deliver(request, MockAnswer{.error = why});
      });
}

Result<void> TestRealm::answer(const AnsweringPtr& request) {
  TNTC_TRY(MockAnswer answer, world_.mocks.answer(program().node(node()).name, request->call));
  request->timer =
      world_.time.after(nanoseconds(answer.delay_ms),
                        [this, request, answer = std::move(answer)] { deliver(request, answer); });
  return {};
}

void TestRealm::deliver(const AnsweringPtr& request, const MockAnswer& answer) {
  using runtime::FetchEvent;
  if (answer.error) {
    answering_.erase(request->number);
    tell(request, {FetchEvent::failure, 0, *answer.error, {}});
    return;
  }
  const runtime::FetchNews head{FetchEvent::head, answer.status, answer.status_text,
                                answer.headers};
  if (!tell(request, head)) return;
  if (!answer.body.empty() && !tell(request, {FetchEvent::data, 0, answer.body, {}})) return;
  answering_.erase(request->number);
  tell(request, {FetchEvent::end, 0, {}, {}});
}

bool TestRealm::tell(const AnsweringPtr& request, const runtime::FetchNews& news) {
  const runtime::FetchNumber number = request->number;
  events().realm_due(node(), [number, &news](runtime::js::Realm& realm, std::int64_t deadline) {
    return realm.on_fetch(number, news, deadline);
  });
  return !request->dropped;
}

void TestRealm::abort_fetch(runtime::FetchNumber fetch) {
  const auto found = answering_.find(fetch);
  if (found == answering_.end()) return NodeRealm::abort_fetch(fetch);
  found->second->dropped = true;
  world_.time.cancel(found->second->timer);
  answering_.erase(found);
}

}  // namespace tntc::worker
