#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <string>
#include <utility>

namespace tntc::engine::testing {

// An HTTP service on the loopback that answers nobody until it is opened: a node that fetches from
// it waits for as long as the test likes.
class Gate {
 public:
  explicit Gate(boost::asio::io_context& loop)
      : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
    accept();
  }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/";
  }

  // Requests that have come and were not answered.
  std::size_t waiting() const { return waiting_; }

  // Answers them, and from now on every other at once.
  void open() {
    open_ = true;
    for (Visitor& visitor : visitors_) answer(visitor);
  }

 private:
  using Tcp = boost::asio::ip::tcp;
  struct Visitor {
    explicit Visitor(Tcp::socket with) : socket(std::move(with)) {}

    Tcp::socket socket;
    std::string head;
    bool waits = false;
  };

  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, Tcp::socket socket) {
      if (error) return;
      read(visitors_.emplace_back(std::move(socket)));
      accept();
    });
  }

  void read(Visitor& visitor) {
    boost::asio::async_read_until(visitor.socket, boost::asio::dynamic_buffer(visitor.head),
                                  "\r\n\r\n",
                                  [this, &visitor](const boost::system::error_code& error, auto) {
                                    if (error) return;
                                    visitor.waits = true;
                                    ++waiting_;
                                    if (open_) answer(visitor);
                                  });
  }

  void answer(Visitor& visitor) {
    if (!std::exchange(visitor.waits, false)) return;
    --waiting_;
    static constexpr std::string_view kAnswer =
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nopen";
    boost::system::error_code gone;  // a visitor may have been ended meanwhile
    boost::asio::write(visitor.socket, boost::asio::buffer(kAnswer), gone);
    visitor.socket.shutdown(Tcp::socket::shutdown_send, gone);
  }

  Tcp::acceptor acceptor_;
  std::deque<Visitor> visitors_;  // handlers refer to them
  std::size_t waiting_ = 0;
  bool open_ = false;
};

}  // namespace tntc::engine::testing
