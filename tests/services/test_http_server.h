#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/services/http_exchange.h"

namespace tntc::services {

// An HTTP/1.1 server on a free loopback port, a thread for each connection, whose routes are
// lambdas that can misbehave. Needs nothing but sockets. Usable from every thread; the destructor
// cuts all connections and waits for the routes to return.
class TestHttpServer {
 public:
  using Route = std::function<void(HttpExchange&)>;
  enum class Family { v4, v6 };

  explicit TestHttpServer(Family family = Family::v4);
  ~TestHttpServer();
  TestHttpServer(const TestHttpServer&) = delete;
  TestHttpServer& operator=(const TestHttpServer&) = delete;

  // False where the machine lacks the address family.
  bool listening() const { return listener_ >= 0; }
  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path = "/") const;  // "http://127.0.0.1:4711/path"

  // Answers requests for this path (what precedes the `?`) with the route, which is called after
  // the request's head; other paths get 404. Later routes replace earlier ones.
  void on(std::string path, Route route);
  // The common case: status 200, this body and these headers.
  void on(std::string path, std::string body,
          std::vector<std::pair<std::string, std::string>> headers = {});

  // The requests whose route has returned, in that order. Waits until there are `count`, ten
  // seconds at most: a client can have its answer before its route has returned.
  std::vector<ServedRequest> served(std::size_t count) const;
  int connections() const;

 private:
  struct Connection {
    int socket = -1;  // -1 once closed
    std::thread thread;
  };

  void accept_all();
  void serve(Connection& connection, int number);
  bool serve_one(int socket, std::string& unread, int number);
  Route route_of(const std::string& target) const;

  int listener_ = -1;
  std::uint16_t port_ = 0;
  Family family_;
  StopSignal stop_;

  mutable std::mutex mutex_;  // guards what follows
  std::map<std::string, Route> routes_;
  std::vector<ServedRequest> served_;
  mutable std::condition_variable served_changed_;
  std::list<Connection> connections_;

  std::thread acceptor_;
};

// A loopback port on which nothing listens.
std::uint16_t unused_port();

}  // namespace tntc::services
