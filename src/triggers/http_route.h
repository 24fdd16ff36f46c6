#pragma once

#include <string_view>

namespace tntc::triggers {

enum class Method { get, head, post, remove, options, other };

// What a request asks for. `server` is the target "*" of OPTIONS; `unknown` is answered with 404.
enum class Route {
  run,
  runs,
  one_run,
  retry,
  run_event,
  health,
  health_detail,
  metrics,
  server,
  unknown
};

Method method_of(std::string_view name);

// The part of `target` before the query, as it is written: "/events/orders.new".
std::string_view path_of(std::string_view target);

struct Target {
  Route route = Route::unknown;
  // Views into the target: of runs the query, of the others below /runs/ the id.
  std::string_view part = {};
  std::string_view query = {};  // of retry
  std::string_view event = {};  // of run_event the name
};

// `target` as it stands in the request line: "/run", "/health?detail=1", "http://host:8080/run".
Target read_target(std::string_view target);

// Whether the route has this method. Unknown routes have them all: what is not there is 404, not
// 405.
bool allows(Route route, Method method);

// "GET, POST, OPTIONS", for the header Allow.
std::string_view allowed_methods(Route route);

}  // namespace tntc::triggers
