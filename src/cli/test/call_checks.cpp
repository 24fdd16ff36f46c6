#include "cli/test/call_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/star_pattern.h"
#include "cli/test/compare.h"
#include "cli/test/json_tree.h"
#include "triggers/json_check.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

struct MadeCall {
  int mock = -1;
  std::string method, url, body;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::string text_of(const JsonNode& node, std::string_view key) {
  const JsonNode* value = node.find(key);
  return value != nullptr ? value->text : std::string();
}

std::vector<MadeCall> calls_of(std::string_view json) {
  std::vector<MadeCall> calls;
  if (json.empty()) return calls;
  for (const JsonNode& item : parse_json_tree(json).items) {
    MadeCall call{std::atoi(text_of(item, "mock").c_str()),
                  text_of(item, "method"),
                  text_of(item, "url"),
                  text_of(item, "body"),
                  {}};
    if (const JsonNode* headers = item.find("headers")) {
      for (const JsonNode& pair : headers->items) {
        if (pair.items.size() == 2)
          call.headers.emplace_back(pair.items[0].text, pair.items[1].text);
      }
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

std::string indented(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

void check_headers(const CalledWith& wanted, const MadeCall& call, const std::string& what,
                   std::vector<std::string>& failures) {
  for (const auto& [name, value] : wanted.headers) {
    const auto found =
        std::ranges::find_if(call.headers, [&, key = std::string_view(name)](const auto& h) {
          return ascii::equal_ignoring_case(h.first, key);
        });
    if (found == call.headers.end()) {
      failures.push_back(fmt::format("{} had no header {}", what, name));
    } else if (!matches_stars(value, found->second)) {
      failures.push_back(
          fmt::format("{} had {}: {}; expected {}", what, name, found->second, value));
    }
  }
}

void check_body(const std::string& wanted, const MadeCall& call, const std::string& what,
                std::vector<std::string>& failures) {
  const JsonNode expected = parse_json_tree(wanted);
  const bool is_text = expected.kind == JsonNode::Kind::string;
  if (is_text && expected.text == call.body) return;
  if (is_text || triggers::find_json_fault(call.body)) {
    failures.push_back(
        fmt::format("{} had the body {}; expected {}", what, ui::quoted(call.body), wanted));
    return;
  }
  const auto differ = differences(wanted, call.body);
  if (differ.empty()) return;
  failures.push_back(what + " had another body:\n" + indented(to_text(differ)));
}

void check_call(const CalledWith& wanted, const MadeCall& call, const std::string& what,
                std::vector<std::string>& failures) {
  if (!wanted.method.empty() && wanted.method != call.method) {
    failures.push_back(fmt::format("{} was a {}; expected {}", what, call.method, wanted.method));
  }
  if (!wanted.url.empty() && !matches_stars(wanted.url, call.url)) {
    failures.push_back(fmt::format("{} went to {}; expected {}", what, call.url, wanted.url));
  }
  check_headers(wanted, call, what, failures);
  if (wanted.body) check_body(*wanted.body, call, what, failures);
}

std::string times(std::int64_t count) {
  return count == 1 ? "once" : count == 0 ? "never" : fmt::format("{} times", count);
}

void check_mock(const MockCheck& check, const std::vector<const MadeCall*>& calls,
                std::vector<std::string>& failures) {
  const auto made = static_cast<std::int64_t>(calls.size());
  if (check.times && *check.times != made) {
    failures.push_back(
        fmt::format("{} was called {}; expected {}", check.name, times(made), times(*check.times)));
  } else if (check.in_turn && check.called_with.size() != calls.size()) {
    failures.push_back(fmt::format("{} was called {}; `calledWith` tells of {}", check.name,
                                   times(made), check.called_with.size()));
  } else if (!check.called_with.empty() && calls.empty()) {
    failures.push_back(fmt::format("{} was never called", check.name));
  }
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const std::size_t wanted = check.in_turn ? i : 0;
    if (wanted >= check.called_with.size()) continue;
    check_call(check.called_with[wanted], *calls[i],
               fmt::format("call {} of {}", i + 1, check.name), failures);
  }
}

}  // namespace

std::vector<std::string> failed_checks(const std::vector<MockCheck>& checks,
                                       std::string_view calls) {
  const std::vector<MadeCall> made = calls_of(calls);
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    std::vector<const MadeCall*> own;
    for (const MadeCall& call : made) {
      if (call.mock == static_cast<int>(i)) own.push_back(&call);
    }
    check_mock(checks[i], own, failures);
  }
  return failures;
}

std::vector<std::string> unanswered(std::string_view calls) {
  std::vector<std::string> out;
  for (const MadeCall& call : calls_of(calls)) {
    if (call.mock < 0) out.push_back(call.method + ' ' + call.url);
  }
  return out;
}

}  // namespace tntc::cli::test
