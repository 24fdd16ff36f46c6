#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tntc::worker {

// How a mock answers one call.
struct MockAnswer {
  int status = 200;
  std::string status_text;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<std::string> error;  // instead: the request fails with this text
  double delay_ms = 0;
};

// Which requests a mock answers, and how: by service and path of ctx.fetch, or by URL; `*` stands
// for any text.
struct Mock {
  std::string method;  // empty: any
  std::string service, path;
  std::string url;
  std::vector<MockAnswer> answers;
  bool in_turn = false;  // each answer once; else the one is for every call
};

enum class Unmocked {
  fails,   // the fixture has mocks, and this call is none of them
  echoed,  // it has none: ctx.fetch is answered {mock, service, path}
};

// What stands in for the world in a test (docs/test-text.md).
struct TestPlan {
  std::optional<std::string> config, secrets;  // JSON text
  std::vector<Mock> mocks;
  Unmocked unmocked = Unmocked::echoed;
  bool live = false;  // time is real, and what no mock answers reaches the world
  std::optional<std::int64_t> now_ms;
  std::optional<std::int64_t> run_timeout_ms;
  // The seam for node code that reads files and variables: in a test that is not live these are all
  // there are.
  std::map<std::string, std::string, std::less<>> files, env;
  std::vector<std::pair<std::string, std::string>> events;  // names and payloads, JSON, in order
};

// `invalid` when the text is not of that form.
Result<TestPlan> parse_test_plan(std::string_view text);

}  // namespace tntc::worker
