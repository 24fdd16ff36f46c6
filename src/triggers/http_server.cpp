#include "triggers/http_server.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include "triggers/http_connection.h"

namespace tntc::triggers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

// Longer than any client tries again; beyond it times would overflow in the end.
constexpr Milliseconds kLongestExpiry = std::chrono::hours(30 * 24);

// How often the connections are looked at: often enough for the shortest limit, at least twice a
// second so that the Date header is right.
Milliseconds tick_of(const HttpOptions& options) {
  const Milliseconds shortest = std::min(
      {options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
  return std::clamp(shortest / 8, Milliseconds(5), Milliseconds(500));
}

// Connections beyond the limit are told so, but not without limit either.
std::size_t hard_limit(const HttpOptions& options) {
  return options.max_connections + options.max_connections / 8 + 16;
}

tl::unexpected<Error> refused(const HttpOptions& options, const char* doing, error_code error) {
  const bool taken = error == asio::error::address_in_use;
  const bool denied = error == asio::error::access_denied;
  return fail(taken ? ErrorKind::conflict : (denied ? ErrorKind::denied : ErrorKind::unavailable),
              fmt::format("listening on {}:{}: {}: {}", options.host.empty() ? "*" : options.host,
                          options.port, doing, error.message()),
              taken    ? "stop the program that has the port, or choose another port"
              : denied ? "ports below 1024 need rights; choose a higher one"
                       : "check the address");
}

Result<Acceptor> open(asio::io_context& loop, const HttpOptions& options,
                      const tcp::endpoint& endpoint) {
  Acceptor acceptor(loop);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (error) return refused(options, "opening the socket", error);
  acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (error) return refused(options, "setting reuse_address", error);
  if (options.host.empty() && endpoint.protocol() == tcp::v6()) {
    acceptor.set_option(asio::ip::v6_only(false), error);
    if (error) return refused(options, "accepting both kinds of address", error);
  }
  acceptor.bind(endpoint, error);
  if (error) return refused(options, "binding", error);
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return refused(options, "listening", error);
  return acceptor;
}

// A machine without IPv6 still has every address there is.
Result<Acceptor> open_everywhere(asio::io_context& loop, const HttpOptions& options) {
  auto both = open(loop, options, {tcp::v6(), options.port});
  if (both || both.error().kind != ErrorKind::unavailable) return both;
  return open(loop, options, {tcp::v4(), options.port});
}

Result<Acceptor> open(asio::io_context& loop, const HttpOptions& options) {
  if (options.host.empty()) return open_everywhere(loop, options);
  error_code error;
  tcp::resolver resolver(loop);
  const auto found =
      resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive, error);
  if (error || found.empty()) return refused(options, "looking up the address", error);
  return open(loop, options, found.begin()->endpoint());
}

Result<void> check(const HttpOptions& options) {
  if (options.max_head < 256 || options.max_head > (1u << 20))
    return fail(ErrorKind::invalid, "the limit of the request head must be 256 bytes to 1 MiB");
  if (options.max_connections == 0)
    return fail(ErrorKind::invalid, "the limit of connections must be at least 1");
  if (options.min_body_rate == 0)
    return fail(ErrorKind::invalid, "the slowest rate of a body must be at least 1 byte a second");
  if (options.idempotency.expiry < Milliseconds(0) || options.idempotency.expiry > kLongestExpiry)
    return fail(ErrorKind::invalid, "keys of Idempotency-Key must expire within 30 days");
  return {};
}

}  // namespace

class HttpServer::Listener : public std::enable_shared_from_this<HttpServer::Listener> {
 public:
  Listener(asio::io_context& loop, Acceptor acceptor, HttpShared shared)
      : loop_(loop), acceptor_(std::move(acceptor)), timer_(loop), shared_(std::move(shared)) {
    shared_.closed = [this](HttpConnection& connection) { forget(connection); };
    error_code error;
    port_ = acceptor_.local_endpoint(error).port();  // cannot fail: the socket is bound
    renew_time();
  }

  unsigned short port() const { return port_; }

  const HttpStats& stats() const { return shared_.stats; }

  RunPort& runs() { return *shared_.book; }

  void require_token(AccessToken token) { shared_.token = std::move(token); }

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](error_code error, HttpSocket socket) {
      self->on_accept(error, std::move(socket));
    });
  }

  void stop_accepting(std::function<void()> all_closed) {
    shared_.stopping = true;
    all_closed_ = std::move(all_closed);
    error_code error;
    acceptor_.close(error);  // the descriptor is released whatever it says
    for_each([](HttpConnection& connection) { connection.finish(); });
    if (connections_.empty()) tell_all_closed();
  }

  void stop() {
    shared_.stopping = true;
    all_closed_ = nullptr;
    error_code error;
    acceptor_.close(error);
    for_each([](HttpConnection& connection) { connection.close(); });
    timer_.cancel();
  }

 private:
  void on_accept(error_code error, HttpSocket socket) {
    if (shared_.stopping) return;
    if (error) {
      // Out of descriptors, mostly. The next tick tries again; trying at once would spin.
      const std::string text = error.message();
      if (shared_.options.observe)
        shared_.options.observe({.what = HttpEvent::What::accept_failed, .text = text});
      accept_due_ = true;
      return tick_later();
    }
    admit(std::move(socket));
    accept();
  }

  void admit(HttpSocket socket) {
    if (connections_.size() >= hard_limit(shared_.options)) {
      shared_.stats.turned_away++;
      return;  // closes the socket
    }
    shared_.stats.accepted++;
    if (!ticking_) renew_time();
    const bool room = connections_.size() < shared_.options.max_connections || drop_idle();
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), shared_);
    connection->slot = connections_.size();
    connections_.push_back(connection);
    shared_.stats.connections = connections_.size();
    tick_later();
    room ? connection->start() : connection->turn_away();
  }

  // Makes room by closing the connection that has been idle longest. A client must be able to ask
  // for /health however many connections others keep open.
  bool drop_idle() {
    HttpConnection* oldest = nullptr;
    for (const auto& connection : connections_)
      if (connection->idle() && (oldest == nullptr || connection->since() < oldest->since()))
        oldest = connection.get();
    if (oldest != nullptr) oldest->close();
    return oldest != nullptr;
  }

  void forget(HttpConnection& connection) {
    const std::size_t slot = connection.slot;
    connections_[slot] = std::move(connections_.back());
    connections_[slot]->slot = slot;
    connections_.pop_back();
    shared_.stats.connections = connections_.size();
    if (shared_.stopping && connections_.empty()) tell_all_closed();
  }

  void tell_all_closed() {
    timer_.cancel();
    if (all_closed_) asio::post(loop_, std::exchange(all_closed_, nullptr));
  }

  // From the back, because an action may remove the connection it is given.
  template <class Action>
  void for_each(Action action) {
    for (std::size_t i = connections_.size(); i-- > 0;)
      if (i < connections_.size()) action(*connections_[i]);
  }

  void tick_later() {
    if (ticking_) return;
    ticking_ = true;
    timer_.expires_after(tick_of(shared_.options));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      self->ticking_ = false;
      if (!error) self->tick();
    });
  }

  void tick() {
    renew_time();
    for_each([](HttpConnection& connection) { connection.check_time(); });
    if (std::exchange(accept_due_, false) && !shared_.stopping) accept();
    if (!connections_.empty()) tick_later();
  }

  void renew_time() {
    shared_.now = std::chrono::steady_clock::now();
    shared_.date = http_date(shared_.options.clock());
  }

  asio::io_context& loop_;
  Acceptor acceptor_;
  Timer timer_;
  HttpShared shared_;
  // The list and the pending operations of a connection both keep it.
  std::vector<std::shared_ptr<HttpConnection>> connections_;
  std::function<void()> all_closed_;
  unsigned short port_ = 0;
  bool ticking_ = false;
  bool accept_due_ = false;
};

Result<std::unique_ptr<HttpServer>> HttpServer::listen(asio::io_context& loop, HttpOptions options,
                                                       RunPort& runs, HttpPages pages) {
  TNTC_CHECK(check(options));
  TNTC_TRY(Acceptor acceptor, open(loop, options));
  auto book = std::make_shared<RunBook>(runs, options.history, options.idempotency,
                                        RunBook::Clocks{.wall = options.clock});
  book->take_past_runs();
  const auto listener = std::make_shared<Listener>(
      loop, std::move(acceptor),
      HttpShared{
          .options = std::move(options), .book = std::move(book), .pages = std::move(pages)});
  listener->accept();
  return std::unique_ptr<HttpServer>(new HttpServer(listener));
}

HttpServer::HttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}

HttpServer::~HttpServer() {
  stop();
}

unsigned short HttpServer::port() const {
  return listener_->port();
}

RunPort& HttpServer::runs() {
  return listener_->runs();
}

void HttpServer::require_token(AccessToken token) {
  listener_->require_token(std::move(token));
}

const HttpStats& HttpServer::stats() const {
  return listener_->stats();
}

void HttpServer::stop_accepting(std::function<void()> all_closed) {
  listener_->stop_accepting(std::move(all_closed));
}

void HttpServer::stop() {
  listener_->stop();
}

}  // namespace tntc::triggers
