#include <array>

#include <fmt/format.h>

#include "spec/core_schema.h"
#include "spec/fields.h"
#include "spec/read_sections.h"
#include "spec/suggest.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 6> kSettings = {"timeout",  "retries",    "runTimeout",
                                                       "schedule", "durability", "maxRecoveries"};
// In the order of Schedule.
constexpr std::array<std::string_view, 2> kSchedules = {"eager", "stages"};
// In the order of Durability.
constexpr std::array<std::string_view, 3> kDurabilities = {"none", "process", "disk"};
constexpr int kMostRetries = 100;
constexpr int kMostRecoveries = 1000;

// Any other key is the workflow's own, for its nodes to read, unless it is a setting misspelt.
void warn_of_misspelt_settings(const YamlValue& config, Findings& findings) {
  for (const YamlKey& key : config.keys) {
    if (!findings.wants(Severity::warning)) return;
    const std::string_view near = nearest(key.text, kSettings);
    if (near.empty() || near == key.text) continue;
    findings.warning({key.offset, "unknown-key",
                      fmt::format("config has no setting {}", quoted(key.text)),
                      fmt::format("did you mean `{}`?", near)});
  }
}

}  // namespace

Config read_config(const YamlValue& root, Findings& findings) {
  Config config;
  const YamlValue* const map = Fields(root, root.offset, "the workflow", findings).map("config");
  if (!map) return config;
  warn_of_misspelt_settings(*map, findings);
  Fields fields(*map, map->offset, "config", findings);
  config.timeout = fields.duration("timeout").value_or(config.timeout);
  config.retries = fields.integer("retries", 0, kMostRetries).value_or(config.retries);
  config.run_timeout = fields.duration("runTimeout");
  if (const auto schedule = fields.choice("schedule", kSchedules)) {
    config.schedule = static_cast<Schedule>(*schedule);
  }
  if (const auto durability = fields.choice("durability", kDurabilities)) {
    config.durability = static_cast<Durability>(*durability);
  }
  config.max_recoveries =
      fields.integer("maxRecoveries", 0, kMostRecoveries).value_or(config.max_recoveries);
  config.json = to_json(*map, findings);
  return config;
}

}  // namespace tntc::spec
