#include "io/tcp_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace tntc::io {
namespace {

// As for fetch: TCP and TLS together.
constexpr auto kConnectTime = std::chrono::seconds(30);
constexpr std::size_t kPiece = std::size_t{64} << 10;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address to_sockaddr(const IpAddress& address, std::uint16_t port) {
  Address made;
  const std::string text = address.to_text();
  if (address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    ::inet_pton(AF_INET, text.c_str(), &in.sin_addr);
    std::memcpy(&made.storage, &in, sizeof in);
    made.size = sizeof in;
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    ::inet_pton(AF_INET6, text.c_str(), &in.sin6_addr);
    std::memcpy(&made.storage, &in, sizeof in);
    made.size = sizeof in;
  }
  return made;
}

Endpoint to_endpoint(Address& address) {
  Endpoint made;
  if (const auto ip = IpAddress::of(*address.get())) made.address = ip->to_text();
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
  made.port = ntohs(v4->sin_port);  // at the same place in both families
  return made;
}

}  // namespace

TcpConnection::TcpConnection(Loop& loop, std::vector<IpAddress> addresses, std::uint16_t port,
                             std::unique_ptr<TlsSession> tls, Listener listener)
    : loop_(loop),
      addresses_(std::move(addresses)),
      port_(port),
      tls_(std::move(tls)),
      listener_(std::move(listener)) {
  deadline_ = loop_.after(kConnectTime, [this] {
    deadline_.reset();
    fail(ETIMEDOUT);
    tell_news();
  });
  connect_next(EADDRNOTAVAIL);
  if (stage_ == Stage::over) schedule();
}

TcpConnection::~TcpConnection() {
  *alive_ = false;
  if (tls_ && stage_ == Stage::open && !closing_write_ && out_.empty()) {
    tls_->close_write();
    const std::string last = tls_->take_output();
    // Best effort: nobody waits for it.
    (void)::send(fd_.get(), last.data(), last.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  forget();
}

void TcpConnection::forget() {
  if (is_watched_) loop_.unwatch(fd_.get());
  is_watched_ = false;
  if (deadline_) loop_.cancel(*std::exchange(deadline_, std::nullopt));
  if (soon_) loop_.cancel(*std::exchange(soon_, std::nullopt));
}

void TcpConnection::connect_next(int last_error) {
  while (next_ < addresses_.size()) {
    const IpAddress& to = addresses_[next_++];
    if (is_watched_) loop_.unwatch(fd_.get());
    is_watched_ = false;
    fd_ = Fd(
        ::socket(to.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd_) {
      last_error = errno;
      continue;
    }
    Address address = to_sockaddr(to, port_);
    if (::connect(fd_.get(), address.get(), address.size) == 0 || errno == EINPROGRESS) {
      return watch_what_matters();
    }
    last_error = errno;
  }
  fail(last_error);
}

void TcpConnection::fail(int os_error, std::string text) {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  wanted_ = 0;
  writes_.clear();
  forget();
  news_.push_back({Kind::failure, std::move(text), os_error});
}

// The next turn of the loop, whether the socket has something to say or not.
void TcpConnection::schedule() {
  if (soon_) return;
  soon_ = loop_.after(Duration::zero(), [this] {
    soon_.reset();
    turn(0);
  });
}

void TcpConnection::watch_what_matters() {
  std::uint32_t events = 0;
  if (stage_ == Stage::connecting) events = EPOLLOUT;
  if (stage_ == Stage::shaking_hands) events = EPOLLIN;
  if (stage_ == Stage::open && wanted_ > 0) events = EPOLLIN;
  if (stage_ != Stage::over && out_.size() > sent_) events |= EPOLLOUT;
  if (stage_ == Stage::over) return;
  // Hang-ups are always told: nobody asks for them while nothing is under way.
  if (events == 0) {
    if (is_watched_) loop_.unwatch(fd_.get());
    is_watched_ = false;
    return;
  }
  if (is_watched_ && events == watched_) return;
  watched_ = events;
  const auto set = is_watched_
                       ? loop_.change(fd_.get(), events)
                       : loop_.watch(fd_.get(), events, [this](std::uint32_t seen) { turn(seen); });
  is_watched_ = set.has_value();
  if (!set) {
    fail(0, set.error().message);
    schedule();
  }
}

void TcpConnection::turn(std::uint32_t) {
  if (stage_ == Stage::connecting) connected();
  if (stage_ == Stage::shaking_hands) shake_hands();
  flush();
  if (stage_ == Stage::open && wanted_ > 0) fill();
  watch_what_matters();
  tell_news();
}

void TcpConnection::connected() {
  int code = 0;
  socklen_t size = sizeof code;
  ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &code, &size);
  if (code != 0) return connect_next(code);
  Address peer;
  if (::getpeername(fd_.get(), peer.get(), &peer.size) != 0) return;  // not yet
  if (tls_) {
    stage_ = Stage::shaking_hands;
  } else {
    opened();
  }
}

void TcpConnection::opened() {
  stage_ = Stage::open;
  if (deadline_) loop_.cancel(*std::exchange(deadline_, std::nullopt));
  news_.push_back({Kind::opened, {}, 0});
}

void TcpConnection::shake_hands() {
  for (;;) {
    const auto done = tls_->handshake();
    take_tls_output();
    if (!done) {
      flush();  // the alert that says why
      return fail(0, done.error().message);
    }
    if (*done) return opened();
    const auto bytes = receive(kPiece);
    if (!bytes) {
      if (peer_ended_) fail(0, "tls handshake eof");
      return;
    }
    tls_->feed(*bytes);
  }
}

std::optional<std::string> TcpConnection::receive(std::size_t most) {
  std::string bytes(std::min(most, kPiece), '\0');
  for (;;) {
    const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno != EAGAIN) fail(errno);
    if (got == 0) peer_ended_ = true;
    if (got <= 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
  }
}

// True when the read is answered.
bool TcpConnection::fill_from_tls() {
  auto bytes = tls_->read(wanted_);
  take_tls_output();
  if (!bytes) {
    fail(0, bytes.error().message);
    return true;
  }
  if (bytes->empty() && !tls_->peer_closed()) return false;
  wanted_ = 0;
  news_.push_back({bytes->empty() ? Kind::end : Kind::data, std::move(*bytes), 0});
  return true;
}

void TcpConnection::fill() {
  while (stage_ == Stage::open) {
    if (tls_ && fill_from_tls()) return;
    auto bytes = receive(tls_ ? kPiece : wanted_);
    if (bytes && tls_) {
      tls_->feed(*bytes);
      continue;
    }
    if (bytes) {
      wanted_ = 0;
      news_.push_back({Kind::data, std::move(*bytes), 0});
    } else if (peer_ended_ && tls_) {
      // Somebody may have cut it short.
      fail(0, "peer closed connection without sending TLS close_notify");
    } else if (peer_ended_) {
      wanted_ = 0;
      news_.push_back({Kind::end, {}, 0});
    }
    return;
  }
}

void TcpConnection::take_tls_output() {
  const std::string bytes = tls_->take_output();
  out_ += bytes;
  queued_total_ += bytes.size();
}

void TcpConnection::flush() {
  if (stage_ != Stage::open && stage_ != Stage::shaking_hands) return;
  while (out_.size() > sent_) {
    const ssize_t n = ::send(fd_.get(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) return fail(errno);
    sent_ += static_cast<std::size_t>(n);
    flushed_total_ += static_cast<std::size_t>(n);
  }
  if (sent_ == out_.size()) {
    out_.clear();
    out_.shrink_to_fit();
    sent_ = 0;
    if (closing_write_) ::shutdown(fd_.get(), SHUT_WR);
  }
  while (!writes_.empty() && writes_.front() <= flushed_total_) {
    writes_.pop_front();
    news_.push_back({Kind::wrote, {}, 0});
  }
}

void TcpConnection::tell_news() {
  const std::vector<ConnectionNews> news = std::exchange(news_, {});
  const std::shared_ptr<bool> alive = alive_;
  for (const ConnectionNews& one : news) {
    const Listener listener = listener_;  // it may destroy this
    listener(one);
    if (!*alive) return;
  }
}

void TcpConnection::read(std::size_t most) {
  wanted_ = std::max<std::size_t>(most, 1);
  schedule();
}

void TcpConnection::write(std::string_view bytes) {
  if (!is_open() || closing_write_) return;
  if (tls_) {
    const auto written = tls_->write(bytes);
    take_tls_output();
    if (!written) fail(0, written.error().message);
  } else {
    out_ += bytes;
    queued_total_ += bytes.size();
  }
  if (stage_ == Stage::open) writes_.push_back(queued_total_);
  schedule();
}

void TcpConnection::close_write() {
  if (stage_ != Stage::open || closing_write_) return;
  if (tls_) {
    tls_->close_write();
    take_tls_output();
  }
  closing_write_ = true;
  schedule();
}

void TcpConnection::start_tls(std::unique_ptr<TlsSession> tls) {
  tls_ = std::move(tls);
  stage_ = Stage::shaking_hands;
  deadline_ = loop_.after(kConnectTime, [this] {
    deadline_.reset();
    fail(ETIMEDOUT);
    tell_news();
  });
  schedule();
}

void TcpConnection::set_no_delay(bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &value, sizeof value);
}

Endpoint TcpConnection::local() const {
  Address address;
  if (::getsockname(fd_.get(), address.get(), &address.size) != 0) return {};
  return to_endpoint(address);
}

Endpoint TcpConnection::remote() const {
  Address address;
  if (::getpeername(fd_.get(), address.get(), &address.size) != 0) return {};
  return to_endpoint(address);
}

}  // namespace tntc::io
