#include "cli/test/fixture.h"

#include <cmath>
#include <cstdlib>
#include <regex>

#include <fmt/format.h>

#include "cli/test/instant.h"
#include "triggers/json_check.h"
#include "ui/json_text.h"

namespace tntc::cli::test {
namespace {

using Kind = JsonNode::Kind;

std::regex regex_of(const ExpectedError& expected) {
  auto flags = std::regex::ECMAScript;
  if (expected.any_case) flags |= std::regex::icase;
  return std::regex(expected.text, flags);
}

// The workflow's configuration with the keys of the case in the place of its own.
std::string over(std::string_view config, const JsonNode& own, std::string_view text) {
  std::string json = "{";
  const auto add = [&](std::string_view name, std::string_view value) {
    json += fmt::format("{}{}:{}", json.size() > 1 ? "," : "", ui::quoted(name), value);
  };
  for (const ui::Member& member : ui::members(config)) {
    if (own.find(member.name) == nullptr) add(member.name, member.value);
  }
  for (const JsonMember& member : own.members) add(member.name, member.value.in(text));
  return json + '}';
}

class FixtureReader {
 public:
  FixtureReader(std::string_view text, const std::string& file, const FixtureRules& rules)
      : text_(text), rules_(rules), findings_(text, file) {}

  Fixture read() {
    Fixture fixture;
    if (const auto fault = triggers::find_json_fault(text_)) {
      findings_.add(fault->offset, "not-json",
                    "the fixture is not JSON: " + std::string(fault->problem));
    } else {
      const JsonNode root = parse_json_tree(text_);
      if (findings_.check_object(root, "the fixture", {case_keys(), file_keys()})) {
        read_cases(root, fixture.cases);
      }
    }
    if (!findings_.empty()) fixture.cases.clear();
    fixture.diagnostics = findings_.take();
    return fixture;
  }

 private:
  // What stands beside `cases` holds for each case that does not say otherwise.
  struct Source {
    const JsonNode& own;
    const JsonNode* shared;

    const JsonNode* find(std::string_view key) const {
      if (const JsonNode* found = own.find(key)) return found;
      return shared != nullptr ? shared->find(key) : nullptr;
    }
  };

  void read_cases(const JsonNode& root, std::vector<Case>& cases) {
    const JsonNode* list = root.find("cases");
    if (list == nullptr) return cases.push_back(read_case({root, nullptr}, root.begin));
    if (list->kind != Kind::array) return;  // found before
    if (list->items.empty()) findings_.add(list->begin, "empty-list", "`cases` is empty");
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const JsonNode& item = list->items[i];
      if (!findings_.check_object(item, "a case", {case_keys()})) continue;
      Case one = read_case({item, &root}, item.begin);
      one.index = i;
      if (one.name.empty()) one.name = fmt::format("case {}", i + 1);
      cases.push_back(std::move(one));
    }
  }

  Case read_case(const Source& from, std::size_t at) {
    Case made;
    made.line = findings_.line_of(at);
    if (const JsonNode* name = from.own.find("name")) made.name = name->text;
    const JsonNode* input = from.find("input");
    if (input != nullptr) {
      made.input = input->in(text_);
    } else if (rules_.scope == FixtureScope::node) {
      findings_.add(at, "missing-key", "the case has no `input`",
                    "write \"input\": {} when the node takes none");
    }
    read_expectation(from, made);
    made.test = world_of(from, made);
    return made;
  }

  void read_expectation(const Source& from, Case& made) {
    const JsonNode* expected = from.find("expected");
    const JsonNode* error = from.find("expectedError");
    // What the case says itself beats what it shares with others.
    if (from.own.find("expected") != nullptr) error = from.own.find("expectedError");
    if (from.own.find("expectedError") != nullptr) expected = from.own.find("expected");
    if (expected != nullptr && error != nullptr) {
      findings_.add(error->begin, "contradiction",
                    "a case has `expected` or `expectedError`, not both");
    }
    if (expected != nullptr) {
      made.expected = expected->in(text_);
      if (rules_.scope == FixtureScope::workflow && expected->kind != Kind::object) {
        findings_.add(expected->begin, "wrong-type",
                      "`expected` of a workflow is an object with the outputs of nodes by name");
      }
    }
    if (error != nullptr && error->kind == Kind::string) read_error(*error, made);
  }

  void read_error(const JsonNode& node, Case& made) {
    ExpectedError error{.written = node.text, .text = node.text};
    if (node.text.empty()) {
      findings_.add(node.begin, "empty-text", "`expectedError` is empty: every error has it",
                    "write part of the message, or /./ for any error");
      return;
    }
    const std::size_t end = node.text.rfind('/');
    const std::string_view flags =
        end == std::string::npos ? "" : std::string_view(node.text).substr(end + 1);
    if (node.text.starts_with('/') && end > 0 && (flags.empty() || flags == "i")) {
      error.is_regex = true;
      error.any_case = flags == "i";
      error.text = node.text.substr(1, end - 1);
      try {
        regex_of(error);
      } catch (const std::regex_error& fault) {
        findings_.add(node.begin, "not-a-regex",
                      fmt::format("`{}` is not a regular expression: {}", node.text, fault.what()));
        return;
      }
    }
    made.expected_error = std::move(error);
  }

  std::string world_of(const Source& from, Case& made) {
    std::string json = fmt::format(R"({{"live":{})", rules_.live);
    if (const JsonNode* now = from.find("now")) json += instant_of(*now);
    if (rules_.run_timeout_ms) json += fmt::format(R"(,"runTimeout":{})", *rules_.run_timeout_ms);
    json += ",\"config\":" + config_of(from.find("config"));
    const JsonNode* secrets = from.find("secrets");
    const bool has_secrets = secrets != nullptr && secrets->kind == Kind::object;
    json += ",\"secrets\":" + std::string(has_secrets ? secrets->in(text_) : "{}");
    for (const char* key : {"files", "env"}) {
      const JsonNode* texts = from.find(key);
      if (texts == nullptr || !findings_.check_texts(*texts, key)) continue;
      json += fmt::format(R"(,"{}":{})", key, texts->in(text_));
    }
    if (const JsonNode* events = from.find("events"); events && check_events(*events)) {
      json += fmt::format(R"(,"events":{})", events->in(text_));
    }
    const JsonNode* fetch = from.find("fetch");
    if (fetch != nullptr && fetch->kind == Kind::array) {
      MockSection section = parse_mock_section(*fetch, text_, findings_);
      json += R"(,"strict":true,"mocks":)" + section.json;
      made.checks = std::move(section.checks);
      made.has_mocks = true;
    }
    return json + '}';
  }

  bool check_events(const JsonNode& events) {
    if (events.kind != Kind::object) return false;  // found before
    bool good = true;
    for (const auto& [name, at, payloads] : events.members) {
      if (payloads.kind == Kind::array) continue;
      findings_.add(
          payloads.begin, "wrong-type",
          fmt::format("`{}` in `events` is to be a list of what comes, in its order", name),
          fmt::format("write \"{}\": [{}]", name, payloads.in(text_).substr(0, 60)));
      good = false;
    }
    return good;
  }

  std::string config_of(const JsonNode* own) const {
    const bool is_whole = rules_.scope == FixtureScope::workflow;
    if (own == nullptr || own->kind != Kind::object) return is_whole ? rules_.config : "{}";
    return is_whole ? over(rules_.config, *own, text_) : std::string(own->in(text_));
  }

  std::string instant_of(const JsonNode& now) {
    if (now.kind == Kind::number) {
      const double value = std::strtod(now.text.c_str(), nullptr);
      // Within the dates that 64 bits of nanoseconds hold.
      if (std::fabs(value) < 9e12) {
        return fmt::format(R"(,"now":{})", static_cast<std::int64_t>(value));
      }
      findings_.add(now.begin, "out-of-range",
                    "`now` is milliseconds since 1970, in the years 1685 to 2255");
      return {};
    }
    if (now.kind != Kind::string) return {};  // found before
    const auto instant = parse_instant(now.text);
    if (instant && std::abs(*instant) < 9'000'000'000'000) {
      return fmt::format(R"(,"now":{})", *instant);
    }
    findings_.add(
        now.begin, "not-a-time",
        instant ? "`now` is to be in the years 1685 to 2255" : "`now`: " + instant.error().message,
        instant ? "" : instant.error().hint);
    return {};
  }

  std::string_view text_;
  const FixtureRules& rules_;
  FixtureFindings findings_;
};

}  // namespace

Fixture parse_fixture(std::string_view text, const std::string& file, const FixtureRules& rules) {
  return FixtureReader(text, file, rules).read();
}

Case plain_case(const FixtureRules& rules) {
  Fixture fixture = parse_fixture("{}", "", rules);
  return std::move(fixture.cases.front());
}

bool is_expected(const ExpectedError& expected, const std::string& message) {
  if (!expected.is_regex) return message.find(expected.text) != std::string::npos;
  try {
    return std::regex_search(message, regex_of(expected));
  } catch (const std::regex_error&) {
    return false;  // too complex for this message
  }
}

}  // namespace tntc::cli::test
