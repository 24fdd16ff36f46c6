#include "triggers/http_request.h"

#include <algorithm>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "base/assert.h"

namespace tntc::triggers {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::iequals;
using boost::beast::string_view;

// Room taken on the word of a Content-Length alone; what is longer grows as it arrives, so that a
// header cannot make the server hold memory.
constexpr std::size_t kTrustedReserve = 64 << 10;

// What is still missing of a chunked body is never shorter than "0\r\n\r\n". Beast 1.81 relies on
// that and must not see less.
constexpr std::size_t kShortestChunkedRest = 5;

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

// Beast says bad_version for everything that is wrong from there to the end of the line.
bool asks_for_other_version(std::string_view request) {
  constexpr std::string_view kMark = " HTTP/";
  std::string_view line = request.substr(0, request.find("\r\n"));
  const std::size_t mark = line.rfind(kMark);
  if (mark == std::string_view::npos) return false;
  const std::string_view version = line.substr(mark + kMark.size());
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 3 && is_digit(version[0]) && version[1] == '.' && is_digit(version[2]) &&
         version != "1.0" && version != "1.1";
}

// `request` begins with the request line when that is what is wrong.
RequestFault fault_of(error_code error, std::string_view request) {
  if (error == http::error::body_limit) return RequestFault::body_too_large;
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return RequestFault::head_too_large;
  if (error == http::error::bad_version && asks_for_other_version(request))
    return RequestFault::unknown_version;
  return RequestFault::malformed;
}

// Beast's grammar of HTTP/1 for one message, told which events this server needs. Stores no
// headers.
class Message : public http::basic_parser<true> {
 public:
  Message(Request& request, RequestParser::Limits limits) : request_(request), keep_(limits.keep) {
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.head));
    body_limit(limits.body);
  }

  std::optional<RequestFault> fault() const { return fault_; }
  std::size_t body_received() const { return body_received_; }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    version_ = version;
    request_.method = method_of(view(method));
    const Target read = read_target(view(target));
    request_.route = read.route;
    request_.part = read.part;
    request_.event = read.event;
    request_.query = read.query;
    if (is_kept_post()) request_.path = path_of(view(target));
  }

  void on_field_impl(http::field name, string_view spelled, string_view value,
                     error_code& error) override {
    if (is_header_done()) return;  // a trailer
    if (name == http::field::unknown) return take_own_field(spelled, value);
    if (name == http::field::prefer) read_preferences(view(value), request_.prefer);
    if (name == http::field::authorization) take(request_.authorization, value);
    if (name == http::field::expect) {
      if (!iequals(value, "100-continue")) return refuse(RequestFault::unknown_expectation, error);
      request_.expects_continue = version_ >= 11;
    }
    if (name != http::field::transfer_encoding) return;
    // Any other coding would leave the end of the body, and so the next request, to a guess.
    if (!iequals(value, "chunked")) return refuse(RequestFault::unknown_coding, error);
    if (version_ < 11) refuse(RequestFault::malformed, error);
  }

  void on_header_impl(error_code&) override {
    request_.persistence = !keep_alive()   ? Persistence::close
                           : version_ < 11 ? Persistence::keep_old
                                           : Persistence::keep;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length && keeps_body())
      request_.body.reserve(std::min(static_cast<std::size_t>(*length), kTrustedReserve));
  }

  std::size_t on_body_impl(string_view bytes, error_code&) override {
    body_received_ += bytes.size();
    if (keeps_body()) request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return on_body_impl(bytes, error);
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, string_view, int, error_code&) override {}

  // Those Beast has no number for.
  void take_own_field(string_view name, string_view value) {
    if (iequals(name, "tentacular-token")) return take(request_.token, value);
    if (!iequals(name, "idempotency-key")) return;
    if (!request_.idempotency_key) request_.idempotency_key.emplace();
    take(*request_.idempotency_key, value);
  }

  // A header that is there twice means a list (RFC 9110, 5.3), which none of these is: it is then
  // refused where it is read.
  static void take(std::string& field, string_view value) {
    if (!field.empty()) field += ", ";
    field.append(value.data(), value.size());
  }

  bool keeps_body() const {
    const bool asks = request_.route == Route::run || request_.route == Route::run_event;
    return (asks && request_.method == Method::post) || is_kept_post();
  }

  bool is_kept_post() const {
    return keep_ == RequestParser::Keep::posts && request_.route == Route::unknown &&
           request_.method == Method::post;
  }

  void refuse(RequestFault fault, error_code& error) {
    fault_ = fault;
    error = http::error::bad_value;
  }

  Request& request_;
  RequestParser::Keep keep_;
  std::optional<RequestFault> fault_;
  std::size_t body_received_ = 0;
  int version_ = 11;
};

}  // namespace

// Beast's parsers serve one message each, so there is a new one in the same place for every
// request.
class RequestParser::Grammar {
 public:
  Request request;
  std::optional<Message> message;
};

RequestParser::RequestParser(Limits limits)
    : limits_(limits), grammar_(std::make_unique<Grammar>()) {
  TNTC_ASSERT(limits.head > 0);
  next();
}

RequestParser::~RequestParser() = default;

RequestParser::Fed RequestParser::feed(std::string_view bytes) {
  std::size_t skipped = 0;
  // Some clients end a body with a line end they do not count (RFC 9112, 2.2).
  while (!started_ && bytes.substr(skipped).starts_with("\r\n")) skipped += 2;
  bytes.remove_prefix(skipped);
  if (bytes.empty() || (!started_ && bytes == "\r")) return {Step::need_more, skipped};

  started_ = true;
  Fed fed{Step::need_more, skipped};
  if (!in_body() && !feed_head(bytes, fed)) return fed;
  return feed_body(bytes, fed);
}

// True when the head is whole; `bytes` is then what follows it. What feeds the head may hold parts
// of the body too: Beast takes those in the same step.
bool RequestParser::feed_head(std::string_view& bytes, Fed& fed) {
  const std::string_view allowed = bytes.substr(0, limits_.head - head_bytes_);
  if (allowed.empty()) return refuse(RequestFault::head_too_large, fed);
  if (const auto used = put(allowed, fed)) {
    bytes.remove_prefix(*used);
    if (grammar_->message->is_header_done()) return true;
    head_bytes_ += *used;
    if (allowed.size() < *used + bytes.size()) return refuse(RequestFault::head_too_large, fed);
  }
  return false;
}

RequestParser::Fed RequestParser::feed_body(std::string_view bytes, Fed fed) {
  const Message& message = *grammar_->message;
  const bool too_short = message.chunked() && bytes.size() < kShortestChunkedRest;
  if (!message.is_done() && !bytes.empty() && !too_short) {
    const auto used = put(bytes, fed);
    if (!used) return fed;
    bytes.remove_prefix(*used);
  }
  if (message.is_done()) {
    fed.step = Step::complete;
  } else if (bytes.size() > limits_.head) {
    refuse(RequestFault::head_too_large, fed);  // a chunk's own line, or the trailer, without end
  } else if (!head_told_) {
    head_told_ = true;
    fed.step = Step::head_done;
  }
  return fed;
}

// How many of the bytes were understood; nothing when they are wrong.
std::optional<std::size_t> RequestParser::put(std::string_view bytes, Fed& fed) {
  Message& message = *grammar_->message;
  error_code error;
  const std::size_t used =
      message.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  fed.consumed += used;
  if (!error || error == http::error::need_more) return used;
  refuse(message.fault().value_or(fault_of(error, bytes)), fed);
  return std::nullopt;
}

bool RequestParser::refuse(RequestFault fault, Fed& fed) {
  fault_ = fault;
  fed.step = Step::failed;
  return false;
}

void RequestParser::next() {
  grammar_->request = {};
  grammar_->message.emplace(grammar_->request, limits_);
  head_bytes_ = 0;
  started_ = false;
  head_told_ = false;
}

bool RequestParser::in_body() const {
  return started_ && grammar_->message->is_header_done();
}

std::size_t RequestParser::body_received() const {
  return grammar_->message->body_received();
}

Request& RequestParser::request() {
  return grammar_->request;
}

}  // namespace tntc::triggers
