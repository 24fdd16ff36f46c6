#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "triggers/http_fields.h"
#include "triggers/http_head.h"
#include "triggers/http_route.h"
#include "triggers/http_status.h"

namespace tntc::triggers {

// One request, as far as this server cares.
struct Request {
  Method method = Method::other;
  Route route = Route::unknown;
  Persistence persistence = Persistence::close;
  bool expects_continue = false;
  std::string body = {};           // kept for POST /run and of events, and with Keep::posts
  std::string path = {};           // of a POST that is no route, with Keep::posts
  std::string part = {};           // Target::part
  std::string event = {};          // Target::event
  std::string query = {};          // Target::query
  std::string authorization = {};  // the headers of these names, empty when they are not there
  std::string token = {};
  std::optional<std::string> idempotency_key = {};
  Preferences prefer = {};
};

// Turns the bytes of one connection into requests, one after the other. Knows no sockets: the
// caller feeds it what has arrived, in pieces of any size. Memory is bounded by the limits.
class RequestParser {
 public:
  // Which requests are more than their route: `posts` means any POST that is no route of ours.
  enum class Keep { runs, posts };

  struct Limits {
    std::size_t head = 0;  // request line and headers, bytes
    std::size_t body = 0;  // bytes
    Keep keep = Keep::runs;
  };

  // head_done: the headers are there and a body is due; told once, so that 100-continue can be
  // sent. complete: request() is whole; call next() before feeding again. failed: fault() says why;
  // the connection is of no further use.
  enum class Step { need_more, head_done, complete, failed };

  struct Fed {
    Step step;
    std::size_t consumed;  // bytes the caller must not feed again
  };

  explicit RequestParser(Limits limits);
  ~RequestParser();

  // `bytes` begins with what was not consumed before. After need_more the caller adds to it.
  Fed feed(std::string_view bytes);
  void next();

  // True from the first byte of a request until next().
  bool started() const { return started_; }
  bool in_body() const;
  std::size_t body_received() const;

  Request& request();
  RequestFault fault() const { return fault_; }

 private:
  class Grammar;

  bool feed_head(std::string_view& bytes, Fed& fed);
  Fed feed_body(std::string_view bytes, Fed fed);
  std::optional<std::size_t> put(std::string_view bytes, Fed& fed);
  bool refuse(RequestFault fault, Fed& fed);

  Limits limits_;
  std::unique_ptr<Grammar> grammar_;
  std::size_t head_bytes_ = 0;
  bool started_ = false;
  bool head_told_ = false;
  RequestFault fault_ = RequestFault::malformed;
};

}  // namespace tntc::triggers
