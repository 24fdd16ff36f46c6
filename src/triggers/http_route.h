#pragma once

#include <string_view>

namespace tntc::triggers {

enum class Method { get, head, post, other };

// What a request asks for. `unknown` is answered with 404, as it always was.
enum class Route { run, health, health_detail, metrics, unknown };

Method method_of(std::string_view name);

// The part of `target` before the query, as it is written: "/events/orders.new".
std::string_view path_of(std::string_view target);

// `target` as it stands in the request line: "/run", "/health?detail=1", "http://host:8080/run".
Route route(Method method, std::string_view target);

}  // namespace tntc::triggers
