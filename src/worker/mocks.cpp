#include "worker/mocks.h"

#include "base/json_text.h"
#include "base/star_pattern.h"
#include "base/utf.h"

namespace tntc::worker {
namespace {

using runtime::FetchCall;

// What a call may keep of its body for the checks; more is of no use to a person.
constexpr std::size_t kKeptBody = 1u << 20;

void append_member(std::string& json, std::string_view name, std::string_view text) {
  append_json_key(json, name);
  append_json_string(json, text);
}

bool is_for(const Mock& mock, const FetchCall& call) {
  if (!mock.method.empty() && mock.method != call.method) return false;
  if (mock.service.empty()) return matches_stars(mock.url, call.url);
  return !call.service.empty() && matches_stars(mock.service, call.service) &&
         matches_stars(mock.path, call.path);
}

// {"service":"github","path":"/repos","body":{}}
std::string paste(const FetchCall& call) {
  std::string mock = "{";
  if (call.service.empty()) {
    append_member(mock, "url", call.url);
  } else {
    append_member(mock, "service", call.service);
    append_member(mock, "path", call.path);
  }
  if (call.method != "GET") append_member(mock, "method", call.method);
  return mock + R"(,"status":200,"body":{}})";
}

MockAnswer echo(const FetchCall& call) {
  MockAnswer answer{.headers = {{"content-type", "application/json"}}};
  answer.body = R"({"mock":true,"service":)";
  append_json_string(answer.body, call.service);
  answer.body += R"(,"path":)";
  append_json_string(answer.body, call.path);
  answer.body += '}';
  return answer;
}

}  // namespace

Mocks::Mocks(const TestPlan& plan) : plan_(plan), taken_(plan.mocks.size()) {}

bool Mocks::are_for(const FetchCall& call) const {
  for (const Mock& mock : plan_.mocks) {
    if (is_for(mock, call)) return true;
  }
  return false;
}

Result<MockAnswer> Mocks::answer(const std::string& node, const FetchCall& call) {
  std::optional<std::size_t> used_up;
  for (std::size_t i = 0; i < plan_.mocks.size(); ++i) {
    if (!is_for(plan_.mocks[i], call)) continue;
    auto answer = take(i);
    if (!answer) {
      if (!used_up) used_up = i;
      continue;
    }
    remember(node, call, static_cast<int>(i));
    return answer;
  }
  remember(node, call, used_up ? static_cast<int>(*used_up) : -1);
  if (used_up) {
    return fail(ErrorKind::not_found, call.method + ' ' + call.url + ": the mock fetch[" +
                                          std::to_string(*used_up) + "] has given its " +
                                          std::to_string(taken_[*used_up]) + " answers");
  }
  if (plan_.unmocked == Unmocked::echoed && !call.service.empty()) return echo(call);
  return fail(ErrorKind::not_found, "no mock for " + call.method + ' ' + call.url +
                                        "; add to \"fetch\" of the fixture: " + paste(call));
}

Result<MockAnswer> Mocks::take(std::size_t mock) {
  const std::vector<MockAnswer>& answers = plan_.mocks[mock].answers;
  const std::size_t next = plan_.mocks[mock].in_turn ? taken_[mock] : 0;
  if (next >= answers.size()) return fail(ErrorKind::not_found, "used up");
  ++taken_[mock];
  return answers[next];
}

void Mocks::remember(const std::string& node, const FetchCall& call, int mock) {
  std::string json = R"({"mock":)" + std::to_string(mock);
  append_member(json, "node", node);
  append_member(json, "method", call.method);
  append_member(json, "url", call.url);
  if (!call.service.empty()) {
    append_member(json, "service", call.service);
    append_member(json, "path", call.path);
  }
  json += R"(,"headers":[)";
  for (const auto& [name, value] : call.headers) {
    json += json.back() == '[' ? "[" : ",[";
    append_json_string(json, name);
    json += ',';
    append_json_string(json, value);
    json += ']';
  }
  json += ']';
  const std::string_view body = std::string_view(call.body).substr(0, kKeptBody);
  append_member(json, "body", is_utf8(body) ? body : std::string_view("(bytes that are no text)"));
  calls_.push_back(json + '}');
}

std::string Mocks::calls() const {
  std::string all = "[";
  for (const std::string& call : calls_) {
    if (all.size() > 1) all += ',';
    all += call;
  }
  return all + ']';
}

}  // namespace tntc::worker
