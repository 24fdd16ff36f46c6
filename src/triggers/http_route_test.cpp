#include "triggers/http_route.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

TEST(HttpRoute, KnowsTheTargets) {
  struct Row {
    std::string_view method, target;
    Route expected;
  };
  const Row rows[] = {
      {"POST", "/run", Route::run},
      {"GET", "/run", Route::run},
      {"POST", "/run?wait=1", Route::run},
      {"POST", "http://127.0.0.1:8080/run", Route::run},
      {"POST", "https://example.test/run?x", Route::run},
      {"HEAD", "/run", Route::unknown},
      {"PUT", "/run", Route::unknown},
      {"post", "/run", Route::unknown},
      {"POST", "/run/", Route::unknown},
      {"POST", "/Run", Route::unknown},
      {"POST", "/%72un", Route::unknown},
      {"POST", "run", Route::unknown},
      {"POST", "/runs", Route::unknown},
      {"GET", "/", Route::unknown},
      {"GET", "", Route::unknown},
      {"OPTIONS", "*", Route::unknown},
      {"GET", "http://example.test", Route::unknown},
      {"GET", "http://example.test?/run", Route::unknown},
      {"GET", "/health", Route::health},
      {"HEAD", "/health", Route::health},
      {"DELETE", "/health", Route::health},
      {"GET", "/health?", Route::health},
      {"GET", "/health?detail=0", Route::health},
      {"GET", "/health?nodetail=1", Route::health},
      {"GET", "/health?detail=1", Route::health_detail},
      {"GET", "/health?a=b&detail=true&", Route::health_detail},
      {"GET", "/health/", Route::unknown},
      {"GET", "/metrics", Route::metrics},
      {"HEAD", "/metrics", Route::metrics},
      {"POST", "/metrics", Route::unknown},
  };
  for (const Row& row : rows)
    EXPECT_EQ(route(method_of(row.method), row.target), row.expected)
        << row.method << ' ' << row.target;
}

}  // namespace
}  // namespace tntc::triggers
