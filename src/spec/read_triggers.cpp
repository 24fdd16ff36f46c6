#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "spec/cron.h"
#include "spec/fields.h"
#include "spec/names.h"
#include "spec/read_sections.h"
#include "spec/scalar_source.h"

namespace tntc::spec {
namespace {

// In the order of TriggerType.
constexpr std::array<std::string_view, 4> kTypes = {"manual", "cron", "webhook", "queue"};
constexpr std::array<std::string_view, 6> kKeys = {"type",     "name", "schedule",
                                                   "timezone", "path", "subject"};
// What the engine serves itself.
constexpr std::array<std::string_view, 4> kReservedPaths = {"/run", "/runs", "/health", "/metrics"};

// Below /runs and /events too: the engine has pages there.
bool is_reserved(std::string_view path) {
  return std::ranges::find(kReservedPaths, path) != kReservedPaths.end() ||
         path.starts_with("/runs/") || path.starts_with("/events/");
}

bool uses(TriggerType type, std::string_view key) {
  switch (type) {
    case TriggerType::cron: return key == "schedule" || key == "timezone";
    case TriggerType::webhook: return key == "path";
    case TriggerType::queue: return key == "subject";
    case TriggerType::manual: break;
  }
  return false;
}

class TriggerReader {
 public:
  TriggerReader(const YamlValue& value, std::size_t number, Findings& findings)
      : value_(value),
        fields_(value, value.offset, fmt::format("trigger {}", number), findings),
        findings_(findings) {}

  std::optional<Trigger> read() {
    fields_.warn_of_unknown(kKeys);
    trigger_.at = findings_.source().position(value_.offset);
    read_name();
    if (!fields_.required_text("type", "write type: manual, cron, webhook or queue")) return {};
    const auto type = fields_.choice("type", kTypes);
    if (!type) return {};
    trigger_.type = static_cast<TriggerType>(*type);
    warn_of_unused();
    switch (trigger_.type) {
      case TriggerType::manual: break;
      case TriggerType::cron: read_cron(); break;
      case TriggerType::webhook: read_webhook(); break;
      case TriggerType::queue: read_queue(); break;
    }
    return std::move(trigger_);
  }

 private:
  void read_name() {
    const YamlValue* const name = fields_.text("name");
    if (!name || name->text.empty()) return;
    trigger_.name = name->text;
    if (!is_node_name(name->text)) {
      findings_.error({name->offset, "invalid-name",
                       fmt::format("the trigger name {} is not allowed", quoted(name->text)),
                       "use lower-case letters, digits, - and _, a letter first"});
    } else if (name->text.size() > kLongestLabel) {
      findings_.error({name->offset, "name-too-long",
                       fmt::format("the trigger name has {} characters", name->text.size()),
                       fmt::format("use at most {}", kLongestLabel)});
    }
  }

  void warn_of_unused() {
    for (const std::string_view key : kKeys) {
      if (key == "type" || key == "name" || uses(trigger_.type, key)) continue;
      const YamlValue* const unused = fields_.find(key);
      if (!unused) continue;
      const auto type = kTypes[static_cast<std::size_t>(trigger_.type)];
      findings_.warning({unused->offset, "unused-key",
                         fmt::format("a {} trigger does not use {}", type, quoted(key)),
                         "remove it, or change the type of the trigger"});
    }
  }

  void read_cron() {
    const YamlValue* const schedule =
        fields_.required_text("schedule", "write five cron fields: schedule: \"30 9 * * MON-FRI\"");
    if (schedule) {
      trigger_.schedule = schedule->text;
      check_schedule(*schedule);
    }
    const YamlValue* const zone = fields_.text("timezone");
    if (!zone) return;
    trigger_.timezone = zone->text;
    if (is_zone_name(zone->text)) return;
    findings_.error({zone->offset, "invalid-timezone",
                     fmt::format("{} is not the name of a time zone", quoted(zone->text)),
                     "use a name of the IANA database: UTC, Europe/Berlin, America/New_York"});
  }

  void check_schedule(const YamlValue& schedule) {
    const auto cron = Cron::parse(schedule.text);
    if (!cron) {
      const auto index = static_cast<std::size_t>(std::stoul(cron.error().where)) - 1;
      findings_.error({offset_in_scalar(findings_.source().text(), schedule, index), "invalid-cron",
                       cron.error().message, cron.error().hint});
    } else if (!cron->ever_fires()) {
      findings_.warning({schedule.offset, "cron-never-fires",
                         fmt::format("no day fits the schedule {}", quoted(schedule.text)),
                         "choose a day that the month has"});
    }
  }

  void read_webhook() {
    const YamlValue* const path = fields_.required_text("path", "write path: /hooks/name");
    if (!path) return;
    trigger_.path = path->text;
    if (!is_url_path(path->text)) {
      findings_.error({path->offset, "invalid-url-path",
                       fmt::format("{} is not the path of a URL", quoted(path->text)),
                       "begin with / and leave out host, query and dot segments: /hooks/name"});
    } else if (is_reserved(path->text)) {
      findings_.error({path->offset, "reserved-path",
                       fmt::format("{} belongs to the engine", quoted(path->text)),
                       "choose another path: /hooks/name"});
    }
  }

  void read_queue() {
    const YamlValue* const subject = fields_.required_text("subject", "write subject: orders.new");
    if (!subject) return;
    trigger_.subject = subject->text;
    if (is_subject(subject->text)) return;
    findings_.error({subject->offset, "invalid-subject",
                     fmt::format("{} is not a NATS subject", quoted(subject->text)),
                     "write tokens with dots between them: orders.new, orders.*, orders.>"});
  }

  const YamlValue& value_;
  Fields fields_;
  Findings& findings_;
  Trigger trigger_;
};

// What two triggers must not share: a webhook its path and a queue its subject, whatever they are
// called; two schedules may be the same under different names, which reach the workflow. Empty when
// the trigger is not complete.
std::string identity(const Trigger& trigger) {
  switch (trigger.type) {
    case TriggerType::webhook: return trigger.path.empty() ? "" : "webhook " + trigger.path;
    case TriggerType::queue: return trigger.subject.empty() ? "" : "queue " + trigger.subject;
    case TriggerType::cron:
      if (trigger.schedule.empty()) return "";
      return fmt::format("cron {}\n{}\n{}", trigger.schedule, trigger.timezone, trigger.name);
    case TriggerType::manual: break;
  }
  return "manual " + trigger.name;
}

class DuplicateCheck {
 public:
  explicit DuplicateCheck(Findings& findings) : findings_(findings) {}

  void see(const Trigger& trigger, std::size_t offset) {
    if (!trigger.name.empty()) {
      const auto [first, is_new] = names_.emplace(trigger.name, trigger.at.line);
      if (!is_new) {
        findings_.error({offset, "duplicate-trigger-name",
                         fmt::format("two triggers are called {}", quoted(trigger.name)),
                         fmt::format("rename one; the first is in line {}", first->second)});
        return;
      }
    }
    std::string key = identity(trigger);
    if (key.empty()) return;
    const auto [first, is_new] = identities_.emplace(std::move(key), trigger.at.line);
    if (is_new) return;
    findings_.error({offset, "duplicate-trigger", "this trigger is given twice",
                     fmt::format("remove one; the first is in line {}", first->second)});
  }

 private:
  Findings& findings_;
  std::unordered_map<std::string, int> names_;
  std::unordered_map<std::string, int> identities_;
};

}  // namespace

std::vector<Trigger> read_triggers(const YamlValue& root, Findings& findings) {
  constexpr std::string_view kHint = "add one: triggers: [{type: manual}]";
  Fields fields(root, root.offset, "the workflow", findings);
  const YamlValue* const list = fields.list("triggers");
  if (!list) {
    if (!fields.find("triggers")) fields.missing("triggers", std::string(kHint));
    return {};
  }
  if (list->items.empty()) {
    findings.error(
        {list->offset, "missing-key", "at least one trigger is required", std::string(kHint)});
  }
  std::vector<Trigger> triggers;
  DuplicateCheck duplicates(findings);
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const YamlValue& item = list->items[i];
    if (item.kind != YamlKind::map) {
      findings.error(
          {item.offset, "wrong-type",
           fmt::format("trigger {} must be a mapping, not {}", i + 1, noun_of(item.kind)),
           "write `- type: manual`"});
      continue;
    }
    auto trigger = TriggerReader(item, i + 1, findings).read();
    if (!trigger) continue;
    duplicates.see(*trigger, item.offset);
    triggers.push_back(std::move(*trigger));
  }
  return triggers;
}

}  // namespace tntc::spec
