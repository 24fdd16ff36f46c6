#include "worker/test_plan.h"

#include <boost/json.hpp>

namespace tntc::worker {
namespace {

namespace json = boost::json;

// What is missing or of another kind leaves the default: the text is written by `tntc test`, which
// has checked the fixture it comes from.
std::string text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<double> number_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

bool flag_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<std::string> json_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return std::nullopt;
  return json::serialize(*value);
}

const json::array& array_in(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

MockAnswer answer_of(const json::object& from) {
  MockAnswer answer;
  answer.status = static_cast<int>(number_in(from, "status").value_or(200));
  answer.status_text = text_in(from, "statusText");
  answer.body = text_in(from, "body");
  if (from.contains("error")) answer.error = text_in(from, "error");
  answer.delay_ms = number_in(from, "delay").value_or(0);
  for (const json::value& pair : array_in(from, "headers")) {
    if (!pair.is_array() || pair.get_array().size() != 2) continue;
    const json::value& name = pair.get_array()[0];
    const json::value& value = pair.get_array()[1];
    if (!name.is_string() || !value.is_string()) continue;
    answer.headers.emplace_back(name.get_string(), value.get_string());
  }
  return answer;
}

Mock mock_of(const json::object& from) {
  Mock mock{text_in(from, "method"),
            text_in(from, "service"),
            text_in(from, "path"),
            text_in(from, "url"),
            {},
            flag_in(from, "inTurn")};
  for (const json::value& answer : array_in(from, "answers")) {
    if (answer.is_object()) mock.answers.push_back(answer_of(answer.get_object()));
  }
  return mock;
}

std::map<std::string, std::string, std::less<>> texts_in(const json::object& object,
                                                         std::string_view key) {
  std::map<std::string, std::string, std::less<>> texts;
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_object()) return texts;
  for (const auto& [name, text] : value->get_object()) {
    if (text.is_string()) texts.emplace(name, text.get_string());
  }
  return texts;
}

}  // namespace

Result<TestPlan> parse_test_plan(std::string_view text) {
  boost::system::error_code error;
  json::parse_options deep;
  deep.max_depth = 600;  // more than the checked fixture it comes from can have
  const json::value all = json::parse(text, error, {}, deep);
  if (error || !all.is_object()) return fail(ErrorKind::invalid, "the test is not a JSON object");
  const json::object& from = all.get_object();
  TestPlan plan;
  plan.config = json_in(from, "config");
  plan.secrets = json_in(from, "secrets");
  plan.live = flag_in(from, "live");
  plan.unmocked = flag_in(from, "strict") ? Unmocked::fails : Unmocked::echoed;
  if (const auto now = number_in(from, "now")) plan.now_ms = static_cast<std::int64_t>(*now);
  if (const auto timeout = number_in(from, "runTimeout")) {
    plan.run_timeout_ms = static_cast<std::int64_t>(*timeout);
  }
  plan.files = texts_in(from, "files");
  plan.env = texts_in(from, "env");
  if (const json::value* events = from.if_contains("events"); events && events->is_object()) {
    for (const auto& [name, payloads] : events->get_object()) {
      if (!payloads.is_array()) continue;
      for (const json::value& payload : payloads.get_array()) {
        plan.events.emplace_back(name, json::serialize(payload));
      }
    }
  }
  for (const json::value& mock : array_in(from, "mocks")) {
    if (mock.is_object()) plan.mocks.push_back(mock_of(mock.get_object()));
  }
  return plan;
}

}  // namespace tntc::worker
