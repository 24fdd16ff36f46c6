#include "triggers/http_answer.h"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "triggers/http_status.h"
#include "triggers/payload.h"

namespace tntc::triggers {
std::string error_json(const Error& error) {
  boost::json::object body;
  body["kind"] = boost::json::string_view(to_string(error.kind));
  body["message"] = error.message;
  body["hint"] = error.hint;
  if (!error.where.empty()) body["where"] = error.where;
  return boost::json::serialize(boost::json::object{{"error", std::move(body)}});
}

Answer answer_of(const Error& error, RunId run) {
  return {.status = status_of(error.kind), .body = error_json(error), .run = std::move(run)};
}

Answer answer_of(RequestFault fault) {
  return {.status = status_of(fault), .body = error_json(error_of(fault))};
}

Answer answer_of(RunOutcome outcome) {
  return {.status = status_of(outcome.end),
          .body = std::move(outcome.result),
          .run = std::move(outcome.id)};
}

Answer answer_of(Access access) {
  const bool missing = access == Access::token_missing;
  Answer answer = answer_of(Error{
      ErrorKind::denied,
      missing ? "this engine wants a token" : "the token is not the one of this engine",
      {},
      "send the header `Authorization: Bearer TOKEN`, or `Tentacular-Token: TOKEN`; the token is "
      "that of the workflow's secret engine.token"});
  answer.status = 401;
  answer.headers = missing ? "\r\nWWW-Authenticate: Bearer realm=\"tentacular\""
                           : "\r\nWWW-Authenticate: Bearer realm=\"tentacular\", "
                             "error=\"invalid_token\"";
  return answer;
}

Answer answer_of_method(Route route, Method method) {
  const std::string allowed(allowed_methods(route));
  Answer answer{.status = 204};
  if (method != Method::options) {
    answer = answer_of(Error{ErrorKind::invalid,
                             "this address does not have the method of the request",
                             {},
                             "it has " + allowed});
    answer.status = 405;
  }
  answer.headers = "\r\nAllow: " + allowed;
  return answer;
}

Answer page(Route route, const HttpPages& pages) {
  switch (route) {
    case Route::health:
      if (is_draining(pages)) return {.status = 503, .body = R"({"status":"draining"})"};
      if (const std::string trouble = pages.trouble ? pages.trouble() : ""; !trouble.empty()) {
        return {.body = boost::json::serialize(
                    boost::json::object{{"status", "degraded"}, {"reason", trouble}})};
      }
      return {.body = R"({"status":"ok"})"};
    case Route::health_detail: {
      Answer answer = page(Route::health, pages);
      if (pages.health_json) answer.body = pages.health_json(true);
      return answer;
    }
    case Route::metrics:
      return {.type = ContentType::metrics,
              .body = pages.metrics_text ? pages.metrics_text() : std::string()};
    default: break;
  }
  return {.status = 404, .type = ContentType::text, .body = "Not Found"};
}

Result<std::string> run_input(Request& request) {
  if (request.method != Method::post) return "{}";
  return input_of_body(std::move(request.body));
}

bool is_draining(const HttpPages& pages) {
  return pages.draining && pages.draining();
}

Error stopping() {
  return {ErrorKind::unavailable,
          "the engine is stopping and starts no new runs",
          {},
          "send the request again; another instance will take it"};
}

}  // namespace tntc::triggers
