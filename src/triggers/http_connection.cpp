#include "triggers/http_connection.h"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>

#include "base/assert.h"
#include "triggers/run_pages.h"

namespace tntc::triggers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

// Larger bodies are sent from where they are; smaller ones are cheaper to copy behind their head.
constexpr std::size_t kCopiedBody = 16 << 10;

// Answers to pipelined requests are collected up to this size before they are sent.
constexpr std::size_t kCollected = 64 << 10;

// After the last answer the client gets this long to take it and to close its side. Closing at once
// while its bytes are still arriving would reset the connection and could lose the answer.
constexpr milliseconds kLinger{2'000};

// A request may be as long as the parser allows, and the next one may stand behind it.
std::size_t buffer_size(const HttpOptions& options) {
  return options.max_head + 1024;
}

milliseconds body_patience(const HttpOptions& options, std::size_t received) {
  return options.body_timeout + milliseconds(1000 * received / options.min_body_rate);
}

}  // namespace

HttpConnection::HttpConnection(HttpSocket socket, HttpShared& shared)
    : socket_(std::move(socket)),
      shared_(shared),
      parser_({.head = shared.options.max_head,
               .body = shared.options.max_body,
               .keep = shared.pages.run_of_post ? RequestParser::Keep::posts
                                                : RequestParser::Keep::runs}),
      in_(buffer_size(shared.options)),
      since_(shared.now),
      write_since_(shared.now) {}

void HttpConnection::start() {
  error_code error;
  socket_.non_blocking(true, error);
  if (error) return close();
  // Without these two the connection still works, so their errors may be lost: answers would wait
  // for more data, and a client that lost power during a run would stay unnoticed.
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  socket_.set_option(asio::socket_base::keep_alive(true), error);
  read();
}

void HttpConnection::turn_away() {
  error_code error;
  socket_.non_blocking(true, error);
  if (error) return close();
  shared_.stats.turned_away++;
  report(HttpEvent::What::turned_away);
  close_after_ = true;
  answer(answer_of(Error{ErrorKind::unavailable,
                         "too many connections are open",
                         {},
                         "use fewer connections, or start the engine with a higher limit"}));
  flush();
}

void HttpConnection::finish() {
  if (idle()) close();
}

void HttpConnection::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();  // the server's list may hold the last reference
  const bool running = phase_ == Phase::running;
  phase_ = Phase::closed;
  release_body();
  error_code error;
  socket_.close(error);  // the descriptor is released whatever it says
  if (running && !run_stays_ && !run_.empty()) shared_.book->cancel(run_);
  shared_.closed(*this);
}

bool HttpConnection::idle() const {
  return phase_ == Phase::reading && !parser_.started() && !write_pending_ && in_.empty();
}

void HttpConnection::check_time() {
  const HttpOptions& options = shared_.options;
  if (write_pending_) {
    if (shared_.now - write_since_ > options.write_timeout) time_out();
    return;
  }
  const auto waited = shared_.now - since_;
  if (phase_ == Phase::lingering && waited > kLinger) return close();
  if (phase_ == Phase::running && is_kept_ &&
      waited >= parser_.request().prefer.wait.value_or(std::chrono::seconds(0))) {
    stop_waiting();
    return proceed();
  }
  if (phase_ != Phase::reading) return;
  if (!parser_.started()) {
    if (waited > options.idle_timeout) time_out();
    return;
  }
  const milliseconds patience =
      parser_.in_body() ? body_patience(options, parser_.body_received()) : options.header_timeout;
  if (waited <= patience) return;
  shared_.stats.timed_out++;
  report(HttpEvent::What::timed_out);
  refuse(RequestFault::too_slow);
  flush();
}

void HttpConnection::time_out() {
  shared_.stats.timed_out++;
  report(HttpEvent::What::timed_out);
  close();
}

// ---- reading

void HttpConnection::read() {
  if (read_pending_ || phase_ == Phase::closed || in_.full()) return;
  read_pending_ = true;
  const auto space = in_.space();
  socket_.async_read_some(asio::buffer(space.data(), space.size()),
                          [self = shared_from_this()](error_code error, std::size_t arrived) {
                            self->on_read(error, arrived);
                          });
}

void HttpConnection::on_read(error_code error, std::size_t arrived) {
  read_pending_ = false;
  if (phase_ == Phase::closed) return;
  if (error == asio::error::eof && write_pending_ && phase_ == Phase::reading) {
    close_after_ = true;  // it may still be taking its answer
    return;
  }
  if (error) return on_client_gone();
  if (phase_ == Phase::lingering) {
    in_.clear();
    return read();
  }
  in_.commit(arrived);
  if (phase_ == Phase::reading) return proceed();
  read();  // only to see the client leave
}

// A client that closes its sending side alone looks the same and is treated the same, as most
// servers do: docs/http-api.md says so.
void HttpConnection::on_client_gone() {
  if (phase_ == Phase::running) {
    shared_.stats.client_left++;
    report(HttpEvent::What::client_left);
  }
  close();
}

void HttpConnection::proceed() {
  do {
    if (out_.size() > kCollected || !large_body_.empty()) flush();
  } while (phase_ == Phase::reading && !write_pending_ && !close_after_ && take_request());
  flush();
  read();
}

// False when the bytes at hand hold no further request.
bool HttpConnection::take_request() {
  if (in_.empty()) return false;
  if (!parser_.started()) since_ = shared_.now;
  const auto fed = parser_.feed(in_.held());
  in_.consume(fed.consumed);
  switch (fed.step) {
    case RequestParser::Step::need_more: return parser_.in_body() && !count_body();
    case RequestParser::Step::head_done: on_head(); return true;
    case RequestParser::Step::complete: serve(); return true;
    case RequestParser::Step::failed: refuse(parser_.fault()); return true;
  }
  return false;
}

void HttpConnection::on_head() {
  since_ = shared_.now;
  const Request& request = parser_.request();
  if (!count_body()) return;
  // Nobody's body is kept before the token has been shown.
  const bool granted = access_of(request, shared_.token) == Access::granted;
  if (granted && !request.expects_continue) return;
  // The client waits before it sends the body: it need not send one that nobody wants.
  if (!granted || !wants_body() || is_draining(shared_.pages)) {
    close_after_ = true;
    serve();
  } else if (parser_.body_received() == 0) {
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

// Counts what has arrived of this body among all bodies; false when that is too much, and the
// refusal is on its way.
bool HttpConnection::count_body() {
  const std::size_t received = parser_.request().body.size();
  shared_.body_bytes += received - body_counted_;
  body_counted_ = received;
  if (shared_.body_bytes <= shared_.options.max_bodies) return true;
  close_after_ = true;
  answer(answer_of(Error{ErrorKind::unavailable,
                         "too many request bodies are arriving at once",
                         {},
                         "send the request again later"}));
  return false;
}

void HttpConnection::release_body() {
  shared_.body_bytes -= body_counted_;
  body_counted_ = 0;
}

// ---- answering

void HttpConnection::serve() {
  Request& request = parser_.request();
  if (request.persistence == Persistence::close || is_draining(shared_.pages)) close_after_ = true;
  if (const Access access = access_of(request, shared_.token); access != Access::granted)
    return answer(answer_of(access));
  if (!request.path.empty()) return start_run_of_post();
  if (!allows(request.route, request.method))
    return answer(answer_of_method(request.route, request.method));
  switch (request.route) {
    case Route::run: return start_run();
    case Route::runs: return answer(list_runs(*shared_.book, request.part));
    case Route::one_run:
      if (request.method != Method::remove) return answer(show_run(*shared_.book, request.part));
      return answer_once_kept([this](AnswerKept kept) {
        return cancel_run(*shared_.book, parser_.request().part, std::move(kept));
      });
    case Route::run_event: return send_event();
    case Route::retry: return retry_run();
    default: return answer(page(request.route, shared_.pages));
  }
}

// Whether its body is for us.
bool HttpConnection::wants_body() {
  const Request& request = parser_.request();
  if (!request.path.empty()) return true;
  const bool asks = request.route == Route::run || request.route == Route::run_event;
  return asks && allows(request.route, request.method);
}

Result<std::string> HttpConnection::asked_key() {
  const Request& asked = parser_.request();
  if (!asked.idempotency_key) return std::string();
  return read_idempotency_key(*asked.idempotency_key);
}

// Answered when it is kept; the run takes it when it asks for it.
void HttpConnection::send_event() {
  Request& asked = parser_.request();
  auto payload = run_input(asked);
  if (!payload) return answer(answer_of(payload.error()));
  auto key = asked_key();
  if (!key) return answer(answer_of(key.error()));
  RunEvent event{asked.event, std::move(*payload), std::move(*key)};
  answer_once_kept([this, &asked, &event](AnswerKept kept) {
    return triggers::send_event(*shared_.book, asked.part, std::move(event), std::move(kept));
  });
}

// `act` answers at once, or later through what it is given.
template <class Act>
void HttpConnection::answer_once_kept(Act act) {
  release_body();
  phase_ = Phase::running;
  since_ = shared_.now;
  run_stays_ = true;
  is_kept_ = false;
  auto at_once = act([weak = weak_from_this(), ticket = ++ticket_](Answer given) {
    const auto self = weak.lock();
    if (!self || self->phase_ != Phase::running || self->ticket_ != ticket) return;
    self->answer(std::move(given));
    self->proceed();
  });
  if (at_once) answer(std::move(*at_once));
}

void HttpConnection::start_run() {
  if (is_draining(shared_.pages)) return answer(answer_of(stopping()));
  Request& asked = parser_.request();
  auto input = run_input(asked);
  if (!input) return answer(answer_of(input.error()));
  const auto key = asked_key();
  if (!key) return answer(answer_of(key.error()));
  RunRequest request;
  request.input = std::move(*input);
  start(std::move(request), *key);
}

void HttpConnection::start_run_of_post() {
  if (is_draining(shared_.pages)) return answer(answer_of(stopping()));
  const Request& posted = parser_.request();
  auto request = shared_.pages.run_of_post(posted.path, posted.body);
  if (!request) return answer(answer_of(request.error()));
  if (!*request) return answer(page(Route::unknown, shared_.pages));
  start(std::move(**request), {});
}

// Its answer never waits for the end of the new run.
void HttpConnection::retry_run() {
  if (is_draining(shared_.pages)) return answer(answer_of(stopping()));
  Request& asked = parser_.request();
  const auto from = read_retry_query(asked.query);
  if (!from) return answer(answer_of(from.error()));
  asked.prefer = {.respond_async = true};
  phase_ = Phase::running;
  since_ = shared_.now;
  run_stays_ = true;
  starting_run_ = true;
  shared_.book->prepare_retry(
      asked.part, *from, [weak = weak_from_this(), ticket = ++ticket_](Result<RunRequest> request) {
        if (const auto self = weak.lock()) self->on_retry_ready(ticket, std::move(request));
      });
  starting_run_ = false;
}

void HttpConnection::on_retry_ready(std::uint64_t ticket, Result<RunRequest> request) {
  if (phase_ != Phase::running || ticket != ticket_) return;
  const bool from_inside = starting_run_;
  if (request)
    start(std::move(*request), {});
  else
    answer(answer_of(request.error()));
  if (!from_inside) proceed();
}

// An empty key: the run is not to be found again by one.
void HttpConnection::start(RunRequest request, const std::string& key) {
  release_body();

  phase_ = Phase::running;
  since_ = shared_.now;
  // With a key the client can ask again for what it has missed.
  const bool asynchronous = parser_.request().prefer.respond_async;
  run_stays_ = asynchronous || !key.empty();
  const std::uint64_t ticket = ++ticket_;
  if (run_stays_) request.durability = Durability::disk;
  if (asynchronous) {
    request.on_kept = [weak = weak_from_this(), ticket](const Result<void>& kept) {
      if (const auto self = weak.lock()) self->on_run_kept(ticket, kept);
    };
  }
  is_kept_ = false;
  starting_run_ = true;
  auto done = [weak = weak_from_this(), ticket](Result<RunOutcome> outcome) {
    if (const auto self = weak.lock()) self->on_run_done(ticket, std::move(outcome));
  };
  if (key.empty())
    settle_started(
        shared_.book->start(std::move(request), std::move(done)).map_error([](Error error) {
          return answer_of(error);
        }));
  else
    settle_started(shared_.book->start_once(key, std::move(request), std::move(done)));
  starting_run_ = false;
}

void HttpConnection::settle_started(tl::expected<RunId, Answer> started) {
  if (phase_ != Phase::running) return;  // answered from inside start
  if (!started) return answer(std::move(started.error()));
  run_ = std::move(*started);
  answer_when_kept();
}

void HttpConnection::on_run_kept(std::uint64_t ticket, const Result<void>& kept) {
  if (phase_ != Phase::running || ticket != ticket_) return;
  is_kept_ = true;
  if (kept) {
    // From inside start when a run of the same key was kept before.
    if (starting_run_ || !answer_when_kept()) return;
  } else {
    ++ticket_;
    answer(answer_of(kept.error(), std::move(run_)));
    run_.clear();
  }
  proceed();
}

bool HttpConnection::answer_when_kept() {
  const Preferences& prefer = parser_.request().prefer;
  if (!is_kept_ || prefer.wait.value_or(std::chrono::seconds(0)).count() != 0) return false;
  stop_waiting();
  return true;
}

// The run goes on; the client has been told where it will find it.
void HttpConnection::stop_waiting() {
  ++ticket_;
  Answer accepted = run_accepted(*shared_.book, run_);
  if (parser_.request().route != Route::retry) {
    accepted.headers += "\r\nPreference-Applied: respond-async";
  }
  answer(std::move(accepted));
  run_.clear();
}

void HttpConnection::on_run_done(std::uint64_t ticket, Result<RunOutcome> outcome) {
  if (phase_ != Phase::running || ticket != ticket_) return;
  answer(outcome ? answer_of(std::move(*outcome)) : answer_of(outcome.error(), std::move(run_)));
  run_.clear();
  if (!starting_run_) proceed();
}

void HttpConnection::refuse(RequestFault fault) {
  close_after_ = true;
  answer(answer_of(fault));
}

void HttpConnection::answer(Answer answer) {
  TNTC_ASSERT(large_body_.empty());
  const Request& request = parser_.request();
  if (shared_.stopping) close_after_ = true;
  append_head(out_, {.status = answer.status,
                     .type = answer.type,
                     .length = answer.body.size(),
                     .persistence = close_after_ ? Persistence::close : request.persistence,
                     .run = answer.run,
                     .date = shared_.date,
                     .retry_after = retry_after(answer.status),
                     .headers = answer.headers});
  if (request.method != Method::head) {
    if (answer.body.size() <= kCopiedBody)
      out_.append(answer.body);
    else
      large_body_ = std::move(answer.body);
  }
  shared_.stats.answered++;
  if (shared_.options.observe)
    shared_.options.observe({.route = request.route, .status = answer.status, .run = answer.run});
  release_body();
  parser_.next();
  phase_ = Phase::reading;
  since_ = shared_.now;
}

// ---- writing

// Sends what is due. Most answers fit into the socket's buffer and are gone when this returns.
void HttpConnection::flush() {
  if (write_pending_ || phase_ == Phase::closed || phase_ == Phase::lingering) return;
  while (written_ < out_.size() + large_body_.size())
    if (!write_some()) return;
  out_.clear();
  large_body_.clear();
  written_ = 0;
  if (close_after_ && phase_ == Phase::reading) linger();
}

// False when the socket takes no more now, or never again.
bool HttpConnection::write_some() {
  const std::size_t of_head = std::min(written_, out_.size());
  const std::array<asio::const_buffer, 2> rest = {asio::buffer(out_) + of_head,
                                                  asio::buffer(large_body_) + (written_ - of_head)};
  error_code error;
  written_ += socket_.write_some(rest, error);
  if (!error) return true;
  if (error == asio::error::would_block || error == asio::error::try_again)
    wait_writable();
  else
    on_client_gone();
  return false;
}

void HttpConnection::wait_writable() {
  write_pending_ = true;
  write_since_ = shared_.now;
  socket_.async_wait(HttpSocket::wait_write, [self = shared_from_this()](error_code error) {
    self->write_pending_ = false;
    if (self->phase_ == Phase::closed) return;
    if (error) return self->on_client_gone();
    if (self->phase_ == Phase::reading) return self->proceed();
    self->flush();
  });
}

void HttpConnection::linger() {
  phase_ = Phase::lingering;
  since_ = shared_.now;
  error_code error;
  socket_.shutdown(HttpSocket::shutdown_send, error);
  if (error) return close();
  if (!read_pending_) in_.clear();
  read();
}

void HttpConnection::report(HttpEvent::What what) {
  if (shared_.options.observe) shared_.options.observe({.what = what, .run = run_});
}

}  // namespace tntc::triggers
