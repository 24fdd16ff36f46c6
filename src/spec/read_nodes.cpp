#include <array>

#include <fmt/format.h>

#include "spec/fields.h"
#include "spec/names.h"
#include "spec/read_sections.h"
#include "spec/scalar_source.h"
#include "spec/when.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 15> kKeys = {
    "path",    "sleep", "waitFor", "description", "timeout", "retries",   "backoff",     "retryOn",
    "noRetry", "when",  "forEach", "concurrency", "onError", "onFailure", "capabilities"};
// What a node does: exactly one of these.
constexpr std::array<std::string_view, 3> kWorks = {"path", "sleep", "waitFor"};
// These are about code that runs.
constexpr std::array<std::string_view, 6> kOfCode = {"timeout", "retries", "backoff",
                                                     "retryOn", "noRetry", "capabilities"};
constexpr std::array<std::string_view, 3> kOfLoops = {"forEach", "concurrency", "onError"};
constexpr std::array<std::string_view, 4> kBackoffKeys = {"initial", "factor", "max", "jitter"};
constexpr int kMostRetries = 100;
// From one attempt to the next; more would pass every maximum at once.
constexpr double kLargestFactor = 100;
constexpr std::string_view kPathHint = "name its file: path: ./nodes/fetch.ts";
constexpr std::string_view kWorkHint =
    "name its file: path: ./nodes/fetch.ts; a node without code has `sleep` or `waitFor`";

std::string hint_for(PathFault fault) {
  switch (fault) {
    case PathFault::absolute: return "write it relative to workflow.yaml: ./nodes/fetch.ts";
    case PathFault::outside: return "move the file below the directory of workflow.yaml";
    case PathFault::not_a_file: return std::string(kPathHint);
    case PathFault::bad_character: return "use a short path of printable characters";
    case PathFault::none: break;
  }
  return {};
}

std::string_view problem_of(PathFault fault) {
  switch (fault) {
    case PathFault::absolute: return "is absolute";
    case PathFault::outside: return "leads out of the workflow directory";
    case PathFault::not_a_file: return "names a directory";
    default: return "cannot be the path of a node";
  }
}

class NodeReader {
 public:
  NodeReader(const YamlKey& key, const YamlValue& value, Findings& findings)
      : key_(key),
        what_(fmt::format("node {}", quoted(key.text))),
        fields_(value, key.offset, what_, findings),
        findings_(findings) {}

  Node read() {
    check_name();
    fields_.warn_of_unknown(kKeys);
    node_.name = key_.text;
    node_.at = findings_.source().position(key_.offset);
    read_work();
    if (const YamlValue* text = fields_.text("description")) node_.description = text->text;
    node_.timeout = fields_.duration("timeout");
    node_.retries = fields_.integer("retries", 0, kMostRetries);
    read_backoff();
    node_.retry.on = read_failures("retryOn");
    node_.retry.never = read_failures("noRetry").value_or(std::vector<std::string>());
    read_when();
    if (const YamlValue* const map = fields_.map("capabilities")) {
      node_.capabilities = read_capabilities(*map, findings_);
    }
    if (works_ == "path") {
      node_.for_each = read_for_each(fields_, what_, findings_);
    } else if (!works_.empty()) {
      without_code();
    }
    return std::move(node_);
  }

 private:
  void check_name() {
    if (!is_node_name(key_.text)) {
      findings_.error({key_.offset, "invalid-name",
                       fmt::format("the node name {} is not allowed", quoted(key_.text)),
                       "use lower-case letters, digits, - and _, a letter first"});
    } else if (key_.text.size() > kLongestLabel) {
      findings_.error({key_.offset, "name-too-long",
                       fmt::format("the node name has {} characters", key_.text.size()),
                       fmt::format("use at most {}", kLongestLabel)});
    }
  }

  void read_work() {
    for (const std::string_view key : kWorks) {
      const YamlValue* const value = fields_.find(key);
      if (!value) continue;
      if (!works_.empty()) refuse_together(*value, works_, key, "keep one of the two");
      if (works_.empty()) works_ = key;
    }
    if (works_.empty()) return fields_.missing("path", std::string(kWorkHint));
    if (works_ == "path") read_path();
    if (works_ == "sleep") node_.sleep = fields_.duration("sleep");
    if (works_ == "waitFor") node_.wait_for = read_wait_for(fields_, findings_);
  }

  void refuse_together(const YamlValue& value, std::string_view one, std::string_view other,
                       std::string hint) {
    findings_.error({value.offset, "conflicting-keys",
                     fmt::format("{} has both {} and {}", what_, quoted(one), quoted(other)),
                     std::move(hint)});
  }

  // Nothing of it can fail and be tried again, and it reaches nothing.
  void without_code() {
    for (const std::string_view key : kOfCode) {
      if (const YamlValue* const value = fields_.find(key)) warn_of_unused(*value, key);
    }
    for (const std::string_view key : kOfLoops) {
      const YamlValue* const value = fields_.find(key);
      if (!value) continue;
      refuse_together(*value, works_, key, "a loop needs code to run: give the node a `path`");
    }
    node_.timeout.reset();
    node_.retries = 0;
    node_.capabilities = {};
  }

  void warn_of_unused(const YamlValue& value, std::string_view key) {
    const bool is_wait = works_ == "waitFor";
    findings_.warning({value.offset, "unused-key",
                       fmt::format("a node with {} does not use {}", quoted(works_), quoted(key)),
                       is_wait && key == "timeout"
                           ? "put it into waitFor: {event: approved, timeout: 2h}"
                           : "remove it: the node runs no code"});
  }

  void read_path() {
    const YamlValue* const path = fields_.required_text("path", std::string(kWorkHint));
    if (!path) return;
    node_.path = path->text;
    const PathFault fault = fault_of_file_path(path->text);
    if (fault == PathFault::none) return;
    findings_.error({path->offset, "invalid-node-path",
                     fmt::format("{} {}", quoted(path->text), problem_of(fault)), hint_for(fault)});
  }

  void read_backoff() {
    const YamlValue* const map = fields_.map("backoff");
    if (!map) return;
    Fields fields(*map, map->offset, "backoff", findings_);
    fields.warn_of_unknown(kBackoffKeys);
    Backoff& backoff = node_.backoff;
    backoff.initial = fields.duration("initial").value_or(backoff.initial);
    backoff.factor = fields.number("factor", 1, kLargestFactor).value_or(backoff.factor);
    backoff.jitter = fields.number("jitter", 0, 1).value_or(backoff.jitter);
    const auto most = fields.duration("max");
    // The default maximum gives way to a longer initial wait; one that was written does not.
    backoff.max = most.value_or(std::max(backoff.max, backoff.initial));
    if (backoff.max >= backoff.initial) return;
    findings_.error({fields.find("max")->offset, "out-of-range",
                     fmt::format("max ({}) is shorter than initial ({})", to_text(backoff.max),
                                 to_text(backoff.initial)),
                     "make max at least as long as initial"});
  }

  // Names of errors and HTTP statuses.
  std::optional<std::vector<std::string>> read_failures(std::string_view key) {
    const YamlValue* const list = fields_.list(key);
    if (!list) return std::nullopt;
    std::vector<std::string> failures;
    for (const YamlValue& item : list->items) {
      if (item.kind == YamlKind::text && is_failure(item.text)) {
        failures.push_back(item.text);
        continue;
      }
      findings_.error({item.offset, "invalid-value",
                       item.kind == YamlKind::text
                           ? fmt::format("{} in {} is no name of an error and no HTTP status",
                                         quoted(item.text), key)
                           : fmt::format("{} is a list of names of errors and HTTP statuses", key),
                       fmt::format("write {}: [TimeoutError, 503]", key)});
    }
    return failures;
  }

  static bool is_failure(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789";
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";
    if (text.find_first_not_of(kDigits) == text.npos) {
      return text.size() == 3 && text[0] >= '1' && text[0] <= '5';
    }
    const std::string name = std::string(kLetters) + std::string(kDigits);
    return text.size() <= 100 && kLetters.find(text[0]) != kLetters.npos &&
           text.find_first_not_of(name) == text.npos;
  }

  void read_when() {
    const YamlValue* const condition = fields_.text("when");
    if (!condition || condition->text.empty()) return;
    node_.when = condition->text;
    const auto parsed = When::parse(condition->text);
    if (parsed) return;
    const auto index = static_cast<std::size_t>(std::stoul(parsed.error().where)) - 1;
    findings_.error({offset_in_scalar(findings_.source().text(), *condition, index), "invalid-when",
                     parsed.error().message, parsed.error().hint});
  }

  const YamlKey& key_;
  const std::string what_;
  Fields fields_;
  Findings& findings_;
  std::string_view works_;  // the one of kWorks that the node has; empty: none
  Node node_;
};

}  // namespace

std::vector<Node> read_nodes(const YamlValue& root, Findings& findings) {
  constexpr std::string_view kHint = "add one: nodes: {hello: {path: ./nodes/hello.ts}}";
  Fields fields(root, root.offset, "the workflow", findings);
  const YamlValue* const map = fields.map("nodes");
  if (!map) {
    if (!fields.find("nodes")) fields.missing("nodes", std::string(kHint));
    return {};
  }
  if (map->items.empty()) {
    findings.error(
        {map->offset, "missing-key", "at least one node is required", std::string(kHint)});
  }
  static const YamlValue kNothing{.kind = YamlKind::map};
  std::vector<Node> nodes;
  nodes.reserve(map->items.size());
  for (std::size_t i = 0; i < map->items.size(); ++i) {
    const YamlValue& value = map->items[i];
    const YamlKey& key = map->keys[i];
    if (value.kind == YamlKind::map || value.kind == YamlKind::null) {
      const YamlValue& fields_of_node = value.kind == YamlKind::map ? value : kNothing;
      nodes.push_back(NodeReader(key, fields_of_node, findings).read());
      continue;
    }
    findings.error(
        {value.offset, "wrong-type",
         fmt::format("node {} must be a mapping, not {}", quoted(key.text), noun_of(value.kind)),
         "put `path: ` and the file below the name, indented"});
    // It still has its name: edges to it are not wrong.
    nodes.emplace_back().name = key.text;
  }
  return nodes;
}

}  // namespace tntc::spec
