#include "cli/test/mock_section.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/duration.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

using Kind = JsonNode::Kind;

// A whole number between the bounds, or nothing and a finding.
std::optional<std::int64_t> whole(const JsonNode& node, std::string_view key, std::int64_t least,
                                  std::int64_t most, FixtureFindings& findings) {
  if (node.kind != Kind::number) return std::nullopt;  // found before
  const double value = std::strtod(node.text.c_str(), nullptr);
  if (value >= static_cast<double>(least) && value <= static_cast<double>(most) &&
      std::floor(value) == value) {
    return static_cast<std::int64_t>(value);
  }
  findings.add(node.begin, "out-of-range",
               fmt::format("`{}` is {}; it is to be a whole number from {} to {}", key, node.text,
                           least, most));
  return std::nullopt;
}

// The text a mock or a case has under `key`; "" when there is none, or no text.
std::string text_of(const JsonNode& node, std::string_view key) {
  const JsonNode* value = node.find(key);
  return value != nullptr && value->kind == Kind::string ? value->text : std::string();
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

// As the request will have it: "https://a.test" asks for "https://a.test/".
std::string as_requested(std::string url) {
  const auto scheme = url.find("://");
  if (scheme != std::string::npos && url.find_first_of("/?*", scheme + 3) == std::string::npos) {
    url += '/';
  }
  return url;
}

struct Reader {
  std::string_view text;
  FixtureFindings& findings;

  void body(const JsonNode& from, std::string& json) {
    const JsonNode* content = from.find("body");
    const JsonNode* headers = from.find("headers");
    std::string pairs;
    bool typed = false;
    const auto pair = [&](const std::string& name, const std::string& value) {
      pairs +=
          fmt::format("{}[{},{}]", pairs.empty() ? "" : ",", ui::quoted(name), ui::quoted(value));
    };
    if (headers != nullptr && findings.check_texts(*headers, "headers")) {
      for (const JsonMember& header : headers->members) {
        typed = typed || upper(header.name) == "CONTENT-TYPE";
        pair(header.name, header.value.text);
      }
    }
    if (content != nullptr) {
      const bool is_text = content->kind == Kind::string;
      if (!typed) pair("content-type", is_text ? "text/plain;charset=UTF-8" : "application/json");
      json +=
          ",\"body\":" + ui::quoted(is_text ? std::string_view(content->text) : content->in(text));
    }
    json += ",\"headers\":[" + pairs + ']';
  }

  std::string answer(const JsonNode& from) {
    std::string json = "{\"delay\":0";
    if (const JsonNode* delay = from.find("delay")) {
      json = fmt::format("{{\"delay\":{}", parse_delay(*delay, findings));
    }
    if (const JsonNode* error = from.find("error")) {
      for (const std::string_view other : {"status", "statusText", "headers", "body"}) {
        if (from.find(other) == nullptr) continue;
        findings.add(error->begin, "contradiction",
                     fmt::format("a request that fails with `error` has no `{}`", other));
      }
      return json + ",\"error\":" + ui::quoted(error->text) + '}';
    }
    if (const JsonNode* status = from.find("status")) {
      const auto number = whole(*status, "status", 200, 599, findings);
      json += fmt::format(",\"status\":{}", number.value_or(200));
    }
    json += ",\"statusText\":" + ui::quoted(text_of(from, "statusText"));
    body(from, json);
    return json + '}';
  }

  std::string answers(const JsonNode& mock) {
    const JsonNode* several = mock.find("answers");
    if (several == nullptr || several->kind != Kind::array) return answer(mock);
    for (const FixtureKey& key : answer_keys()) {
      if (mock.find(key.name) == nullptr) continue;
      findings.add(several->begin, "contradiction",
                   fmt::format("a mock has `answers` or `{}`, not both", key.name));
    }
    if (several->items.empty()) {
      findings.add(several->begin, "empty-list", "`answers` is empty",
                   "a mock that is not to be called is written {\"url\": \"…\", \"times\": 0}");
    }
    std::string json;
    for (const JsonNode& one : several->items) {
      if (!findings.check_object(one, "an answer", {answer_keys()})) continue;
      json += (json.empty() ? "" : ",") + answer(one);
    }
    return json;
  }

  CalledWith called_with(const JsonNode& from) {
    CalledWith wanted;
    if (!findings.check_object(from, "`calledWith`", {called_with_keys()})) return wanted;
    wanted.method = upper(text_of(from, "method"));
    wanted.url = as_requested(text_of(from, "url"));
    if (const JsonNode* headers = from.find("headers");
        headers != nullptr && findings.check_texts(*headers, "headers")) {
      for (const JsonMember& one : headers->members) {
        wanted.headers.emplace_back(one.name, one.value.text);
      }
    }
    if (const JsonNode* content = from.find("body")) wanted.body = content->in(text);
    return wanted;
  }

  MockCheck check(const JsonNode& mock, std::size_t index) {
    MockCheck made{.name = fmt::format("fetch[{}]", index)};
    if (const JsonNode* times = mock.find("times")) {
      made.times = whole(*times, "times", 0, 1'000'000, findings);
    }
    const JsonNode* wanted = mock.find("calledWith");
    if (wanted == nullptr) return made;
    made.in_turn = wanted->kind == Kind::array;
    if (!made.in_turn) {
      made.called_with.push_back(called_with(*wanted));
      return made;
    }
    for (const JsonNode& one : wanted->items) made.called_with.push_back(called_with(one));
    return made;
  }

  void check_place(const JsonNode& mock) {
    const bool by_service = mock.find("service") != nullptr && mock.find("path") != nullptr;
    const bool by_url = mock.find("url") != nullptr;
    const bool half =
        !by_service && (mock.find("service") != nullptr || mock.find("path") != nullptr);
    if (by_service != by_url && !half) return;
    findings.add(
        mock.begin, "mock-without-place",
        by_service ? "a mock has `service` and `path`, or `url`, not both"
                   : "a mock does not say which requests it is for",
        R"(write {"service": "github", "path": "/repos"} for ctx.fetch("github", "/repos"), )"
        R"(or {"url": "https://…"})");
  }
};

}  // namespace

std::int64_t parse_delay(const JsonNode& delay, FixtureFindings& findings) {
  if (delay.kind != Kind::string) return 0;  // found before
  const auto parsed = parse_duration(delay.text);
  if (parsed) return parsed->count();
  findings.add(delay.begin, "not-a-duration", "`delay`: " + parsed.error().message,
               "write it as 200ms, 5s or 1m");
  return 0;
}

MockSection parse_mock_section(const JsonNode& fetch, std::string_view text,
                               FixtureFindings& findings) {
  Reader read{text, findings};
  MockSection section;
  section.json = "[";
  for (std::size_t i = 0; i < fetch.items.size(); ++i) {
    const JsonNode& mock = fetch.items[i];
    const std::string name = fmt::format("fetch[{}]", i);
    if (!findings.check_object(mock, name, {mock_keys(), answer_keys()})) continue;
    read.check_place(mock);
    section.checks.push_back(read.check(mock, i));
    const JsonNode* several = mock.find("answers");
    section.json += fmt::format(
        R"({}{{"service":{},"path":{},"url":{},"method":{},"inTurn":{},"answers":[{}]}})",
        i == 0 ? "" : ",", ui::quoted(text_of(mock, "service")), ui::quoted(text_of(mock, "path")),
        ui::quoted(as_requested(text_of(mock, "url"))), ui::quoted(upper(text_of(mock, "method"))),
        several != nullptr, read.answers(mock));
  }
  section.json += ']';
  return section;
}

}  // namespace tntc::cli::test
