#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "triggers/access_token.h"
#include "triggers/http_head.h"
#include "triggers/http_request.h"
#include "triggers/run_port.h"

namespace tntc::triggers {

// What the server shows that it does not know itself. Each may be empty.
struct HttpPages {
  // JSON object for /health?detail=1 (`detail` is then true; plain /health never asks).
  std::function<std::string(bool detail)> health_json = {};
  std::function<std::string()> metrics_text = {};  // Prometheus text format 0.0.4
  std::function<std::string()> trouble = {};       // what /health is to say; empty: all is well
  std::function<bool()> draining = {};             // true: no new runs, /health says so
  // The run that a POST to a path of the workflow's own asks for (triggers/events.h); nothing for a
  // path that is none.
  std::function<Result<std::optional<RunRequest>>(std::string_view path, std::string_view body)>
      run_of_post = {};
};

struct Answer {
  int status = 200;
  ContentType type = ContentType::json;
  std::string body = {};
  RunId run = {};            // empty when there is none
  std::string headers = {};  // as in ResponseHead
};

// {"error":{"kind":"invalid","message":"…","hint":"…"}}
std::string error_json(const Error& error);

Answer answer_of(const Error& error, RunId run = {});
Answer answer_of(RequestFault fault);
Answer answer_of(RunOutcome outcome);

// To a request that does not show the token.
Answer answer_of(Access access);

// To a method the route does not have, OPTIONS among them.
Answer answer_of_method(Route route, Method method);

// For /health and /metrics, and for what is not there.
Answer page(Route route, const HttpPages& pages);

// The input a request for /run asks for, as JSON text: the body of a POST, {} for a blank body and
// for GET. Takes the body out of the request.
Result<std::string> run_input(Request& request);

bool is_draining(const HttpPages& pages);

// The refusal of a run while the engine stops.
Error stopping();

}  // namespace tntc::triggers
