#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "triggers/http_server.h"
#include "triggers/testing/fake_run_port.h"
#include "triggers/testing/http_client.h"

namespace tntc::triggers::testing {

// A server on a free port of the loopback, with a fake engine behind it. Options are set before
// the first client connects.
class HttpFixture : public ::testing::Test {
 protected:
  HttpFixture() {
    options.port = 0;
    options.observe = [this](const HttpEvent& event) { events.push_back(event.what); };
    pages.draining = [this] { return draining; };
  }

  HttpServer& server() {
    if (server_) return *server_;
    auto made = HttpServer::listen(loop, options, runs, pages);
    EXPECT_TRUE(made) << made.error().message;
    server_ = std::move(*made);
    return *server_;
  }

  std::unique_ptr<HttpClient> connect(int receive_buffer = 0) {
    return std::make_unique<HttpClient>(loop, server().port(), receive_buffer);
  }

  void destroy_server() { server_.reset(); }

  static std::string post(std::string_view body, std::string_view headers = "") {
    return fmt::format("POST /run HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n{}",
                       body.size(), headers, body);
  }

  static std::string get(std::string_view target, std::string_view headers = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", target, headers);
  }

  boost::asio::io_context loop{1};
  FakeRunPort runs{loop};
  HttpOptions options;
  HttpPages pages;
  bool draining = false;
  std::vector<HttpEvent::What> events;

 private:
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tntc::triggers::testing
