#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/http_client.h"
#include "tests/services/test_http_server.h"

namespace tntc::io {

// Keeps what came for one transfer; asks for more at once unless told to be slow.
struct Recorder : HttpEvents {
  HttpClient* client = nullptr;
  bool greedy = true;
  std::optional<HttpHead> head;
  std::string body;
  int data_events = 0;
  int upload_wishes = 0;
  bool ended = false;
  std::optional<Error> error;
  std::function<void(TransferId)> then_on_head;
  std::function<void(TransferId)> then_on_data;
  std::function<void(TransferId)> then_on_upload;
  std::function<void(TransferId)> then_on_over;

  bool over() const { return ended || error.has_value(); }

  void on_head(TransferId id, HttpHead it) override {
    EXPECT_FALSE(head || over());
    head = std::move(it);
    if (then_on_head) then_on_head(id);
  }
  void on_data(TransferId id, std::string bytes) override {
    EXPECT_TRUE(head && !over());
    EXPECT_FALSE(bytes.empty());
    ++data_events;
    body += bytes;
    if (greedy) client->read_more(id);
    if (then_on_data) then_on_data(id);
  }
  void on_end(TransferId id) override {
    EXPECT_TRUE(head && !over());
    ended = true;
    if (then_on_over) then_on_over(id);
  }
  void on_error(TransferId id, Error it) override {
    EXPECT_FALSE(over());
    error = std::move(it);
    if (then_on_over) then_on_over(id);
  }
  void on_upload_ready(TransferId id) override {
    EXPECT_FALSE(over());
    ++upload_wishes;
    if (then_on_upload) then_on_upload(id);
  }

  std::string header(std::string_view name) const {
    for (const auto& [key, value] : head->headers)
      if (key == name) return value;
    return {};
  }
};

// A loop, a client on it and a server to talk to.
class HttpClientTest : public testing::Test {
 protected:
  HttpClientTest() : loop_(std::move(Loop::make()).value()) { use({}); }

  void use(HttpOptions options) {
    client_.reset();
    client_ = std::make_unique<HttpClient>(*loop_, std::move(options));
  }

  TransferId start(HttpRequest request, Recorder& recorder) {
    recorder.client = client_.get();
    const auto id = client_->start(std::move(request), recorder);
    EXPECT_TRUE(id) << id.error().message;
    return id.value_or(TransferId{});
  }

  bool turn_until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!done() && std::chrono::steady_clock::now() < deadline)
      loop_->run_once(std::chrono::milliseconds(50));
    return done();
  }

  void turn_for(std::chrono::milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < deadline)
      loop_->run_once(std::chrono::milliseconds(5));
  }

  // Runs one request to its end.
  void fetch(HttpRequest request, Recorder& recorder) {
    const TransferId id = start(std::move(request), recorder);
    if (turn_until([&] { return recorder.over(); })) return;
    client_->abort(id);
    recorder.error = Error{ErrorKind::internal, "neither end nor error came", {}, {}};
  }

  HttpRequest get(std::string_view path) {
    HttpRequest request;
    request.url = server_.url(path);
    return request;
  }

  std::string refusal(HttpRequest request) {
    Recorder recorder;
    const auto id = client_->start(std::move(request), recorder);
    return id ? "accepted" : id.error().message;
  }

  services::TestHttpServer server_;
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace tntc::io
