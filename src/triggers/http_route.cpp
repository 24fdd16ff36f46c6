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

}  // namespace

Method method_of(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "HEAD") return Method::head;
  return Method::other;
}

std::string_view path_of(std::string_view target) {
  target = without_authority(target);
  return target.substr(0, target.find('?'));
}

Route route(Method method, std::string_view target) {
  target = without_authority(target);
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  if (path == "/run")
    return method == Method::post || method == Method::get ? Route::run : Route::unknown;
  if (path == "/health") {
    if (question == std::string_view::npos) return Route::health;
    return asks_for_detail(target.substr(question + 1)) ? Route::health_detail : Route::health;
  }
  if (path == "/metrics" && (method == Method::get || method == Method::head))
    return Route::metrics;
  return Route::unknown;
}

}  // namespace tntc::triggers
