// Looking names up: however long it takes, the loop goes on.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>

#include "io/http_client.h"
#include "io/testing/http_recorder.h"

namespace {

// A name server that does not answer, for one name.
constexpr const char* kSlowName = "slow.test";

class Gate {
 public:
  void close() { set(true); }
  void open() { set(false); }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !closed_; });
    --waiting_;
    changed_.notify_all();
  }
  bool wait_for_visitors(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_ == count; });
  }

 private:
  void set(bool closed) {
    const std::lock_guard lock(mutex_);
    closed_ = closed;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  int waiting_ = 0;
};

Gate& gate() {
  static Gate* const it = new Gate;  // outlives the threads libcurl leaves behind
  return *it;
}

}  // namespace

// Stands before the C library's in this program, libcurl's calls included.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* name,
                                                                  const char* service,
                                                                  const addrinfo* hints,
                                                                  addrinfo** result) {
  if (name != nullptr && std::strcmp(name, kSlowName) == 0) {
    gate().pass();
    return EAI_AGAIN;
  }
  const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, result);
}

namespace tntc::io {
namespace {

using std::chrono::milliseconds;

class HttpClientLookup : public HttpClientTest {
 protected:
  HttpClientLookup() {
    gate().close();
    slow_.url = std::string("http://") + kSlowName + "/";
  }
  ~HttpClientLookup() override {
    gate().open();
    EXPECT_TRUE(gate().wait_for_visitors(0));
  }

  // Starts a request and waits until its name is being looked up.
  TransferId start_slow(Recorder& recorder, int visitors) {
    const TransferId id = start(slow_, recorder);
    turn_for(milliseconds(20));
    EXPECT_TRUE(gate().wait_for_visitors(visitors));
    return id;
  }

  static Duration time_of(const std::function<void()>& act) {
    const TimePoint start = std::chrono::steady_clock::now();
    act();
    return std::chrono::steady_clock::now() - start;
  }

  HttpRequest slow_;
};

TEST_F(HttpClientLookup, OthersGoOnMeanwhile) {
  server_.on("/", "ok");
  Recorder slow;
  const TransferId id = start_slow(slow, 1);
  Recorder got;
  fetch(get("/"), got);
  EXPECT_TRUE(got.ended);
  EXPECT_FALSE(slow.over());
  gate().open();
  ASSERT_TRUE(turn_until([&] { return slow.over(); }));
  EXPECT_TRUE(slow.error->message.starts_with("client error (Connect): dns error: "));
  client_->abort(id);
}

TEST_F(HttpClientLookup, WaitingForAnAnswerSleeps) {
  Recorder slow;
  const TransferId id = start_slow(slow, 1);
  turn_for(milliseconds(300));
  std::size_t callbacks = 0;
  for (int i = 0; i < 10; ++i) callbacks += loop_->run_once(milliseconds(20));
  EXPECT_LT(callbacks, 5u);
  client_->abort(id);
}

TEST_F(HttpClientLookup, AnAbortDoesNotWaitForTheAnswer) {
  Recorder slow;
  const TransferId id = start_slow(slow, 1);
  EXPECT_LT(time_of([&] { client_->abort(id); }), milliseconds(500));
}

TEST_F(HttpClientLookup, ATimeoutDoesNotWaitForTheAnswer) {
  slow_.timeouts.connect = milliseconds(100);
  Recorder slow;
  EXPECT_LT(time_of([&] { fetch(slow_, slow); }), milliseconds(2000));
  ASSERT_TRUE(slow.error);
  EXPECT_EQ(slow.error->message,
            "client error (Connect): dns error: failed to lookup address information: Temporary "
            "failure in name resolution");
}

TEST_F(HttpClientLookup, AClientThatGoesDoesNotWaitForTheAnswer) {
  Recorder first;
  start_slow(first, 1);
  Recorder second;
  start_slow(second, 2);
  EXPECT_LT(time_of([&] { client_.reset(); }), milliseconds(500));
}

}  // namespace
}  // namespace tntc::io
