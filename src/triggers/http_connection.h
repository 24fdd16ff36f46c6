#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "triggers/http_request.h"
#include "triggers/http_server.h"
#include "triggers/read_buffer.h"
#include "triggers/run_book.h"

namespace tntc::triggers {

class HttpConnection;

using CoarseTime = std::chrono::steady_clock::time_point;
// With the loop's own executor type: the type-erased default costs on every operation.
using HttpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

// What the connections of one server share. Outlives every connection that is not closed.
struct HttpShared {
  HttpOptions options;
  // Shared with the callbacks of runs, which may outlive the server.
  std::shared_ptr<RunBook> book;
  HttpPages pages;
  AccessToken token = {};
  std::function<void(HttpConnection&)> closed = {};
  HttpStats stats = {};
  CoarseTime now = {};         // renewed a few times a second: no clock is read per request
  std::string date = {};       // the Date header of that moment
  std::size_t body_bytes = 0;  // of all bodies still arriving
  bool stopping = false;       // answers end their connection
};

// One client: reads requests, has them answered one at a time, in order. While a run goes on it
// keeps reading, to notice that the client leaves. Every pending operation and every run that is
// going on holds a reference, so a connection ends with the last of them.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(HttpSocket socket, HttpShared& shared);

  void start();
  // Answers 503 and goes, whatever the client asks for.
  void turn_away();
  // Ends now when idle, else after the answer that is due.
  void finish();
  // Ends now. A run going on for this client alone is cancelled.
  void close();
  // Ends what has taken too long; called a few times a second.
  void check_time();

  bool idle() const;
  CoarseTime since() const { return since_; }

  std::size_t slot = 0;  // place in the server's list, kept by the server

 private:
  enum class Phase { reading, running, lingering, closed };

  void read();
  void on_read(boost::system::error_code error, std::size_t arrived);
  void on_client_gone();
  void proceed();
  bool take_request();
  void on_head();
  bool count_body();
  void release_body();
  void serve();
  bool wants_body();
  Result<std::string> asked_key();
  void send_event();
  template <class Act>
  void answer_once_kept(Act act);
  void start_run();
  void start_run_of_post();
  void retry_run();
  void on_retry_ready(std::uint64_t ticket, Result<RunRequest> request);
  void start(RunRequest request, const std::string& key);
  void settle_started(tl::expected<RunId, Answer> started);
  void on_run_kept(std::uint64_t ticket, const Result<void>& kept);
  bool answer_when_kept();
  void stop_waiting();
  void on_run_done(std::uint64_t ticket, Result<RunOutcome> outcome);
  void refuse(RequestFault fault);
  void answer(Answer answer);
  void flush();
  bool write_some();
  void wait_writable();
  void linger();
  void time_out();
  void report(HttpEvent::What what);

  HttpSocket socket_;
  HttpShared& shared_;
  RequestParser parser_;
  ReadBuffer in_;
  std::string out_;          // heads and small bodies
  std::string large_body_;   // follows out_
  std::size_t written_ = 0;  // of both
  RunId run_;
  CoarseTime since_;        // start of what the connection waits for now
  CoarseTime write_since_;  // the client's last sign of reading
  std::uint64_t ticket_ = 0;
  std::size_t body_counted_ = 0;  // this connection's part of shared_.body_bytes
  Phase phase_ = Phase::reading;
  bool read_pending_ = false;
  bool write_pending_ = false;
  bool starting_run_ = false;
  bool is_kept_ = false;    // an asynchronous run, as its durability says
  bool run_stays_ = false;  // the run goes on without the client
  bool close_after_ = false;
};

}  // namespace tntc::triggers
