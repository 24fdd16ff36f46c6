#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

namespace tntc::triggers::testing {

struct HttpReply {
  int status = 0;  // 0: the connection ended before an answer was whole
  std::string head = {};
  std::string body = {};

  bool has(std::string_view header_line) const {
    return head.find("\r\n" + std::string(header_line) + "\r\n") != std::string::npos;
  }
};

// A client that sends exactly the bytes it is told to, on the thread of the server's loop: whenever
// it waits it lets the loop turn.
class HttpClient {
 public:
  HttpClient(boost::asio::io_context& loop, unsigned short port, int receive_buffer = 0)
      : loop_(loop), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpClient() { close(); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool connected() const { return connected_; }

  // False when the server has closed the connection before everything was taken.
  bool send(std::string_view bytes) {
    bool lost = false;
    wait_for([&] {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      lost = sent < 0 && errno != EAGAIN;
      return lost || bytes.empty();
    });
    return !lost && bytes.empty();
  }

  // The next answer. One to HEAD has no body.
  HttpReply reply(bool to_head = false) {
    if (!wait_for([&] { return arrive() && received_.find("\r\n\r\n") != std::string::npos; }))
      return {};
    const std::size_t head_size = received_.find("\r\n\r\n") + 4;
    HttpReply reply{.head = received_.substr(0, head_size)};
    const std::size_t mark = reply.head.find("\r\nContent-Length: ");
    const std::size_t length =
        to_head || mark == std::string::npos ? 0 : std::stoul(reply.head.substr(mark + 18));
    if (!wait_for([&] { return arrive() && received_.size() >= head_size + length; })) return {};
    reply.body = received_.substr(head_size, length);
    reply.status = std::stoi(reply.head.substr(9, 3));
    received_.erase(0, head_size + length);
    return reply;
  }

  HttpReply ask(std::string_view bytes) {
    send(bytes);
    return reply();
  }

  // True once the server has closed the connection and sent nothing more.
  bool sees_the_end() {
    return wait_for([&] {
             arrive();
             return ended_;
           }) &&
           received_.empty();
  }

  // True when nothing arrives and nothing ends while the loop has something to do: when it returns
  // the server has read all that was sent.
  bool hears_nothing() {
    while (turn() > 0) continue;
    arrive();
    return received_.empty() && !ended_;
  }

  void close_sending() { ::shutdown(socket_, SHUT_WR); }

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  // Turns the loop until `done` says so; false after five seconds, which only a defect reaches.
  bool wait_for(const std::function<bool()>& done) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!done()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      turn();
      if (ended_ && !done()) return false;
    }
    return true;
  }

 private:
  std::size_t turn() {
    loop_.restart();
    return loop_.run_for(std::chrono::milliseconds(1));
  }

  // Takes what has come; always true so that it can stand in a condition.
  bool arrive() {
    char block[65536];
    for (;;) {
      const ssize_t got = ::recv(socket_, block, sizeof block, MSG_DONTWAIT);
      if (got > 0) {
        received_.append(block, static_cast<std::size_t>(got));
        continue;
      }
      if (got == 0 || errno != EAGAIN) ended_ = true;
      return true;
    }
  }

  boost::asio::io_context& loop_;
  int socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string received_;
};

}  // namespace tntc::triggers::testing
