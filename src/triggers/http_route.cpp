#include "triggers/http_route.h"

namespace tntc::triggers {
namespace {

// Clients of a proxy send the whole address; the server must understand it (RFC 9112, 3.2.2).
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

bool asks_for_detail(std::string_view query) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair == "detail=1" || pair == "detail=true") return true;
    query.remove_prefix(pair.size() == query.size() ? pair.size() : pair.size() + 1);
  }
  return false;
}

constexpr std::string_view kOneRun = "/runs/";
constexpr std::string_view kEvents = "/events/";

Target read_one_run(std::string_view path, std::string_view query) {
  const std::string_view rest = path.substr(kOneRun.size());
  const std::string_view id = rest.substr(0, rest.find('/'));
  if (id.empty()) return {};
  if (id.size() == rest.size()) return {Route::one_run, id};
  const std::string_view below = rest.substr(id.size());
  if (below == "/retry") return {Route::retry, id, query};
  if (!below.starts_with(kEvents) || below.size() == kEvents.size()) return {};
  const std::string_view event = below.substr(kEvents.size());
  if (event.find('/') != std::string_view::npos) return {};
  return {.route = Route::run_event, .part = id, .event = event};
}

}  // namespace

Method method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "HEAD") return Method::head;
  if (name == "DELETE") return Method::remove;
  if (name == "OPTIONS") return Method::options;
  return Method::other;
}

std::string_view path_of(std::string_view target) {
  target = without_authority(target);
  return target.substr(0, target.find('?'));
}

Target read_target(std::string_view target) {
  target = without_authority(target);
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  const std::string_view query =
      question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  if (path == "/run") return {Route::run};
  if (path == "/health") return {asks_for_detail(query) ? Route::health_detail : Route::health};
  if (path == "/metrics") return {Route::metrics};
  if (path == "/runs") return {Route::runs, query};
  if (path.starts_with(kOneRun)) return read_one_run(path, query);
  if (target == "*") return {Route::server};
  return {};
}

bool allows(Route route, Method method) {
  switch (route) {
    case Route::run: return method == Method::post || method == Method::get;
    case Route::runs:
    case Route::metrics: return method == Method::get || method == Method::head;
    case Route::one_run:
      return method == Method::get || method == Method::head || method == Method::remove;
    case Route::run_event:
    case Route::retry: return method == Method::post;
    case Route::server: return false;  // it has OPTIONS, which is answered before this is asked
    case Route::health:                // any method, as probes have been written
    case Route::health_detail:
    case Route::unknown: return true;
  }
  return true;
}

std::string_view allowed_methods(Route route) {
  switch (route) {
    case Route::run: return "GET, POST, OPTIONS";
    case Route::runs:
    case Route::metrics: return "GET, HEAD, OPTIONS";
    case Route::one_run: return "GET, HEAD, DELETE, OPTIONS";
    case Route::run_event:
    case Route::retry: return "POST, OPTIONS";
    default: return "GET, HEAD, POST, DELETE, OPTIONS";
  }
}

}  // namespace tntc::triggers
