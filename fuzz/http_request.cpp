// Any bytes as what arrives on a connection: parsed, routed, their bodies checked and answered. The
// first byte chooses how the rest is cut into pieces, and the limits.
// Seeds: fuzz/corpus/http_request.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>

#include "base/assert.h"
#include "triggers/http_answer.h"
#include "triggers/http_request.h"
#include "triggers/json_check.h"

using namespace tntc;
using namespace tntc::triggers;

namespace {

constexpr RequestParser::Limits kNarrow{.head = 256, .body = 64};
constexpr RequestParser::Limits kWide{
    .head = 1 << 20, .body = 1 << 20, .keep = RequestParser::Keep::posts};

// Boost refuses half surrogate pairs, with one of several errors, and huge exponents; JSON.parse,
// which reads the input in the end, takes both.
bool differs_by_intention(std::string_view text, const boost::system::error_code& error) {
  return error == boost::json::error::exponent_overflow ||
         text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
}

void check_json(std::string_view text) {
  const auto fault = find_json_fault(text);
  if (fault) {
    TNTC_ASSERT(fault->offset <= text.size() && !fault->problem.empty());
    TNTC_ASSERT(!to_text(*fault, text).empty());
  }
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  static_cast<void>(boost::json::parse(boost::json::string_view(text.data(), text.size()), error,
                                       boost::json::storage_ptr(), options));
  if (!differs_by_intention(text, error)) TNTC_ASSERT(error.failed() == fault.has_value());
}

void check_answer(Request& request) {
  check_json(request.body);
  Answer answer = page(request.route, {});
  if (request.route == Route::run) {
    auto input = run_input(request);
    if (input) check_json(*input);
    answer =
        input ? answer_of(RunOutcome{"id", RunEnd::succeeded, *input}) : answer_of(input.error());
    TNTC_ASSERT(answer.status == (input ? 200 : 400));
    TNTC_ASSERT(!find_json_fault(answer.body));
  }
  std::string head;
  append_head(head, {.status = answer.status, .length = answer.body.size(), .run = answer.run});
  TNTC_ASSERT(head.starts_with("HTTP/1.1 ") && head.ends_with("\r\n\r\n"));
}

// "POST to run: {}" for each request that is whole; the same bytes give the same, however cut.
std::vector<std::string> requests_of(std::string_view bytes, std::size_t piece,
                                     RequestParser::Limits limits) {
  std::vector<std::string> requests;
  RequestParser parser(limits);
  std::size_t offered = std::min(piece, bytes.size());
  for (;;) {
    const auto fed = parser.feed(bytes.substr(0, offered));
    TNTC_ASSERT(fed.consumed <= offered);
    bytes.remove_prefix(fed.consumed);
    offered -= fed.consumed;
    if (fed.step == RequestParser::Step::failed) {
      TNTC_ASSERT(!find_json_fault(answer_of(parser.fault()).body));
      return requests;
    }
    if (fed.step == RequestParser::Step::complete) {
      Request& request = parser.request();
      TNTC_ASSERT(request.body.size() <= limits.body);
      requests.push_back(std::to_string(static_cast<int>(request.method)) + ' ' +
                         std::to_string(static_cast<int>(request.route)) + ' ' + request.body);
      check_answer(request);
      parser.next();
      continue;
    }
    if (fed.step == RequestParser::Step::head_done) continue;
    if (offered == bytes.size()) return requests;
    offered = std::min(offered + piece, bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + (data[0] & 63);
  if (data[0] & 64) {
    requests_of(bytes, piece, kNarrow);
    requests_of(bytes, bytes.size(), kNarrow);
  } else {
    TNTC_ASSERT(requests_of(bytes, piece, kWide) == requests_of(bytes, bytes.size(), kWide));
  }
  if (data[0] & 128) check_json(bytes);
  return 0;
}
