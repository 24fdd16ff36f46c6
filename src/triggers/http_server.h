#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "triggers/http_answer.h"
#include "triggers/idempotency_table.h"
#include "triggers/run_history.h"
#include "triggers/run_port.h"

namespace boost::asio {
class io_context;
}

namespace tntc::triggers {

// Something that happened on a connection, for logs and metrics.
struct HttpEvent {
  enum class What {
    answered,
    client_left,    // while its run was going on, which is cancelled unless asked for with a key
                    // or with Prefer: respond-async
    timed_out,      // too slow to send, to read or to ask again
    turned_away,    // too many connections
    accept_failed,  // `text` says why; tried again soon
  };
  What what = What::answered;
  Route route = Route::unknown;  // of an answer
  int status = 0;                // of an answer
  std::string_view run = {};     // valid during the call; empty when there is none
  std::string_view text = {};    // valid during the call
};

// docs/http-api.md explains each limit to users.
struct HttpOptions {
  std::string host = "127.0.0.1";      // address or name; empty: every address of the machine
  unsigned short port = 8080;          // 0: any free port
  std::size_t max_head = 16u << 10;    // bytes of request line and headers
  std::size_t max_body = 10u << 20;    // bytes of one body
  std::size_t max_bodies = 64u << 20;  // bytes of all bodies that are still arriving
  std::size_t max_connections = 1024;
  Milliseconds header_timeout{10'000};   // from the first byte to the end of the headers
  Milliseconds body_timeout{30'000};     // for the body, and one second more for each min_body_rate
  std::size_t min_body_rate = 4u << 10;  // bytes
  Milliseconds idle_timeout{75'000};     // a kept connection without a request
  Milliseconds write_timeout{30'000};    // a client that takes nothing of an answer
  RunHistory::Limits history = {};
  IdempotencyTable::Limits idempotency = {};
  std::function<void(const HttpEvent&)> observe = {};
  std::function<std::chrono::system_clock::time_point()> clock =
      &std::chrono::system_clock::now;  // for the Date header and the times of runs
};

struct HttpStats {
  std::uint64_t connections = 0;  // open now
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;
  std::uint64_t answered = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t client_left = 0;
};

// Serves /run, /runs, /health and /metrics on one loop; every call and callback is on the loop's
// thread. The loop, `runs` and what `pages` reach outlive the server. Neither `pages` nor `observe`
// may call the server, but for runs(). Runs that a client waits for when the server goes away are
// cancelled; the results of all that are still going are dropped.
class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> listen(boost::asio::io_context& loop,
                                                    HttpOptions options, RunPort& runs,
                                                    HttpPages pages);
  ~HttpServer();

  unsigned short port() const;

  // What every trigger starts its runs through, so that /runs knows them.
  RunPort& runs();

  // From now on every request but /health must show this token; without one none must.
  void require_token(AccessToken token);

  const HttpStats& stats() const;

  // Closes the door gently: no new connections, idle ones are closed, the others after the answer
  // they wait for. `all_closed` is called once when the last one has gone, never from inside; it is
  // dropped by stop().
  void stop_accepting(std::function<void()> all_closed = {});

  // Closes everything now. Idempotent.
  void stop();

 private:
  class Listener;
  // Shared with the accept and the timer that are still pending when the server goes away.
  explicit HttpServer(std::shared_ptr<Listener> listener);
  std::shared_ptr<Listener> listener_;
};

}  // namespace tntc::triggers
