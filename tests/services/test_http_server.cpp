#include "tests/services/test_http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <sstream>

namespace tntc::services {
namespace {

int bind_loopback(TestHttpServer::Family family, std::uint16_t& port) {
  const bool v4 = family == TestHttpServer::Family::v4;
  const int fd = ::socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  sockaddr_in6 v6_address{};
  v6_address.sin6_family = AF_INET6;
  v6_address.sin6_addr = in6addr_loopback;
  sockaddr_in v4_address{};
  v4_address.sin_family = AF_INET;
  v4_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const address =
      v4 ? reinterpret_cast<sockaddr*>(&v4_address) : reinterpret_cast<sockaddr*>(&v6_address);
  socklen_t size = v4 ? sizeof v4_address : sizeof v6_address;
  if (::bind(fd, address, size) < 0 || ::getsockname(fd, address, &size) < 0) {
    ::close(fd);
    return -1;
  }
  port = ntohs(v4 ? v4_address.sin_port : v6_address.sin6_port);
  return fd;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

ServedRequest parse_head(const std::string& text) {
  ServedRequest request;
  std::istringstream lines(text);
  lines >> request.method >> request.target;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line != "\r") {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string value = line.substr(colon + 1);
    while (!value.empty() && (value.back() == '\r' || value.back() == ' ')) value.pop_back();
    while (!value.empty() && value.front() == ' ') value.erase(0, 1);
    request.headers.emplace_back(lower(line.substr(0, colon)), value);
  }
  return request;
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// Nothing when the connection ends before; empty when what comes is no HTTP, such as TLS.
std::optional<std::string> read_head(int socket, std::string& unread) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  while (unread.find(kEnd) == std::string::npos) {
    std::array<char, 16384> buffer;
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    unread.append(buffer.data(), static_cast<std::size_t>(size));
    if (!is_upper(unread.front())) return std::string();
  }
  const std::size_t end = unread.find(kEnd) + kEnd.size();
  std::string head = unread.substr(0, end);
  unread.erase(0, end);
  return head;
}

}  // namespace

TestHttpServer::TestHttpServer(Family family) : family_(family) {
  listener_ = bind_loopback(family, port_);
  if (listener_ < 0) return;
  ::listen(listener_, 512);
  acceptor_ = std::thread([this] { accept_all(); });
}

TestHttpServer::~TestHttpServer() {
  stop_.stop();
  if (listener_ >= 0) ::shutdown(listener_, SHUT_RDWR);  // ends accept()
  if (acceptor_.joinable()) acceptor_.join();
  if (listener_ >= 0) ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_)
      if (connection.socket >= 0) ::shutdown(connection.socket, SHUT_RDWR);
  }
  // The list itself changes no more: nobody accepts.
  for (Connection& connection : connections_) connection.thread.join();
}

std::string TestHttpServer::url(std::string_view path) const {
  const char* const host = family_ == Family::v4 ? "127.0.0.1" : "[::1]";
  return "http://" + std::string(host) + ":" + std::to_string(port_) + std::string(path);
}

void TestHttpServer::on(std::string path, Route route) {
  const std::lock_guard lock(mutex_);
  routes_[std::move(path)] = std::move(route);
}

void TestHttpServer::on(std::string path, std::string body,
                        std::vector<std::pair<std::string, std::string>> headers) {
  on(std::move(path),
     [body = std::move(body), headers = std::move(headers)](HttpExchange& exchange) {
       exchange.body();
       exchange.respond(200, body, headers);
     });
}

std::vector<ServedRequest> TestHttpServer::served(std::size_t count) const {
  std::unique_lock lock(mutex_);
  served_changed_.wait_for(lock, std::chrono::seconds(10), [&] { return served_.size() >= count; });
  return served_;
}

int TestHttpServer::connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(connections_.size());
}

void TestHttpServer::accept_all() {
  while (!stop_.stopped()) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0 && errno == EINTR) continue;
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    Connection& connection = connections_.emplace_back();
    connection.socket = socket;
    const int number = static_cast<int>(connections_.size());
    connection.thread = std::thread([this, &connection, number] { serve(connection, number); });
  }
}

void TestHttpServer::serve(Connection& connection, int number) {
  std::string unread;
  int socket = -1;
  {
    const std::lock_guard lock(mutex_);
    socket = connection.socket;
  }
  while (serve_one(socket, unread, number)) continue;
  // Under the lock: the destructor must not shut down a stranger that got the same number.
  const std::lock_guard lock(mutex_);
  ::close(socket);
  connection.socket = -1;
}

bool TestHttpServer::serve_one(int socket, std::string& unread, int number) {
  const auto head = read_head(socket, unread);
  if (!head) return false;
  if (head->empty()) {
    constexpr std::string_view kBad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    ::send(socket, kBad.data(), kBad.size(), MSG_NOSIGNAL);
    return false;
  }
  ServedRequest request = parse_head(*head);
  request.connection = number;
  const Route route = route_of(request.target);
  HttpExchange exchange(socket, unread, std::move(request), stop_);
  route(exchange);
  {
    const std::lock_guard lock(mutex_);
    served_.push_back(exchange.request());
    served_changed_.notify_all();
  }
  return exchange.keep() && exchange.request().header("connection") != "close";
}

TestHttpServer::Route TestHttpServer::route_of(const std::string& target) const {
  const std::lock_guard lock(mutex_);
  const auto found = routes_.find(target.substr(0, target.find('?')));
  if (found != routes_.end()) return found->second;
  return [](HttpExchange& exchange) {
    exchange.body();
    exchange.respond(404, "no route");
  };
}

std::uint16_t unused_port() {
  std::uint16_t port = 0;
  const int fd = bind_loopback(TestHttpServer::Family::v4, port);
  if (fd >= 0) ::close(fd);
  return port;
}

}  // namespace tntc::services
