#include "worker/node_realm.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tntc::worker {
namespace {

// setTimeout's delay is a 32-bit number of milliseconds in browsers and in Deno; longer is at once.
constexpr double kLongestTimer = 2147483647;

// More would be a leak: a loop that only makes timers is stopped by its memory, long after.
constexpr std::size_t kMostTimers = 100'000;

}  // namespace

NodeRealm::NodeRealm(const Program& program, dag::NodeIndex node, const Powers& powers,
                     io::Loop& loop, Transport& transport, RealmEvents& events)
    : program_(program),
      node_(node),
      powers_(powers),
      loop_(loop),
      transport_(transport),
      events_(events),
      files_(powers.grants(program.node_of(node)), [this] { return events_.realm_touch(node_); }) {}

NodeRealm::~NodeRealm() {
  NodeRealm::drop_pending();
}

Result<std::unique_ptr<NodeRealm>> NodeRealm::make(runtime::js::Vm& vm, const Program& program,
                                                   dag::NodeIndex node, const Powers& powers,
                                                   io::Loop& loop, Transport& transport,
                                                   RealmEvents& events) {
  std::unique_ptr<NodeRealm> made(new NodeRealm(program, node, powers, loop, transport, events));
  TNTC_CHECK(made->start(vm));
  return made;
}

Result<void> NodeRealm::start(runtime::js::Vm& vm) {
  const runtime::js::RealmNames names{program_.workflow().name, program_.node(node_).name,
                                      program_.node(node_).path};
  TNTC_TRY(realm_, runtime::js::Realm::make(vm, *this, names));
  return {};
}

void NodeRealm::drop_pending() {
  for (const auto& [number, timer] : timers_) cancel(timer);
  timers_.clear();
  to_be_told_.clear();
  for (const auto& [number, fetch] : fetches_) transport_.abort(fetch);
  fetches_.clear();
  if (sockets_) sockets_->close_all();
}

runtime::Answer<std::optional<std::string>> NodeRealm::env(std::string_view variable) const {
  if (const auto refused = grants().refuse_env(variable)) {
    return runtime::fault("NotCapable", *refused);
  }
  const std::string* value = powers_.env(variable);
  if (value == nullptr) return std::nullopt;
  return *value;
}

runtime::SocketPort& NodeRealm::sockets() {
  if (!sockets_) {
    sockets_.emplace(
        grants(), loop_, [this] { return events_.realm_touch(node_); },
        [this](runtime::SocketNumber socket, const runtime::SocketNews& news) {
          events_.realm_due(node_, [socket, &news](runtime::js::Realm& realm, std::int64_t end) {
            return realm.on_socket(socket, news, end);
          });
        });
  }
  return *sockets_;
}

void NodeRealm::log(runtime::LogLevel level, std::string_view text) {
  events_.realm_log(node_, level, text);
}

void NodeRealm::done(runtime::CallNumber call, runtime::CallEnd end) {
  events_.realm_done(node_, call, std::move(end));
}

Result<runtime::TimerNumber> NodeRealm::start_timer(double delay_ms) {
  if (timers_.size() >= kMostTimers) {
    return fail(ErrorKind::denied, "a node may have 100000 timers at once");
  }
  const double bounded = delay_ms > kLongestTimer ? 0 : delay_ms;
  const auto delay = std::chrono::nanoseconds(static_cast<std::int64_t>(bounded * 1e6));
  const runtime::TimerNumber number = next_number_++;
  timers_[number] = after(delay, [this, number] {
    timers_.erase(number);
    events_.realm_due(node_, [number](runtime::js::Realm& realm, std::int64_t deadline) {
      return realm.on_timer(number, deadline);
    });
  });
  return number;
}

Result<runtime::TimerNumber> NodeRealm::keep_step(std::string_view name, std::string_view text) {
  const runtime::TimerNumber number = next_number_++;
  TNTC_CHECK(events_.realm_keep_step(node_, number, name, text));
  to_be_told_.insert(number);
  return number;
}

Result<runtime::TimerNumber> NodeRealm::await_event(std::string_view name, std::uint32_t index) {
  const runtime::TimerNumber number = next_number_++;
  TNTC_CHECK(events_.realm_await_event(node_, number, name, index));
  to_be_told_.insert(number);
  return number;
}

void NodeRealm::tell(runtime::TimerNumber number) {
  if (to_be_told_.erase(number) == 0) return;
  events_.realm_due(node_, [number](runtime::js::Realm& realm, std::int64_t deadline) {
    return realm.on_timer(number, deadline);
  });
}

void NodeRealm::clear_timer(runtime::TimerNumber timer) {
  const auto found = timers_.find(timer);
  if (found == timers_.end()) return;
  cancel(found->second);
  timers_.erase(found);
}

Result<runtime::FetchNumber> NodeRealm::start_fetch(runtime::FetchCall call) {
  if (fetches_.size() >= kMostFetches) {
    return fail(ErrorKind::denied, "a node may have 1000 requests at once");
  }
  const runtime::FetchNumber number = next_number_++;
  TNTC_CHECK(events_.realm_touch(node_));
  const grants::Grants& grants = this->grants();
  const io::AddressCheck allowed = [&grants](const io::Destination& to) {
    const bool is_asked_again = !to.address && !to.through_proxy;
    return is_asked_again ? grants.refuse_lookup(to.host, to.port)
                          : grants.refuse_connection(to.host, to.address, to.port);
  };
  TNTC_TRY(const Transport::Number started,
           transport_.start(call, allowed, [this, number](const runtime::FetchNews& news) {
             on_fetch(number, news);
           }));
  fetches_[number] = started;
  return number;
}

void NodeRealm::on_fetch(runtime::FetchNumber fetch, const runtime::FetchNews& news) {
  const runtime::FetchNews* latest = &news;
  while (latest->then != nullptr) latest = latest->then;
  const bool last =
      latest->event == runtime::FetchEvent::end || latest->event == runtime::FetchEvent::failure;
  if (last) fetches_.erase(fetch);
  events_.realm_due(node_, [fetch, &news](runtime::js::Realm& realm, std::int64_t deadline) {
    return realm.on_fetch(fetch, news, deadline);
  });
}

void NodeRealm::read_more(runtime::FetchNumber fetch) {
  if (const auto found = fetches_.find(fetch); found != fetches_.end()) {
    transport_.read_more(found->second);
  }
}

void NodeRealm::send_body(runtime::FetchNumber fetch, std::string_view bytes) {
  if (const auto found = fetches_.find(fetch); found != fetches_.end()) {
    transport_.send_body(found->second, bytes);
  }
}

void NodeRealm::end_body(runtime::FetchNumber fetch) {
  if (const auto found = fetches_.find(fetch); found != fetches_.end()) {
    transport_.end_body(found->second);
  }
}

void NodeRealm::abort_fetch(runtime::FetchNumber fetch) {
  const auto found = fetches_.find(fetch);
  if (found == fetches_.end()) return;
  transport_.abort(found->second);
  fetches_.erase(found);
}

}  // namespace tntc::worker
