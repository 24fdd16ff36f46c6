#include <array>

#include <fmt/format.h>

#include "spec/names.h"
#include "spec/read_sections.h"

namespace tntc::spec {
namespace {

constexpr std::array<std::string_view, 2> kKeys = {"event", "timeout"};
constexpr std::string_view kHint =
    "write waitFor: approved, or waitFor: {event: approved, timeout: 2h}";

std::string event_of(const YamlValue& name, Findings& findings) {
  if (!is_event_name(name.text)) {
    findings.error({name.offset, "invalid-event",
                    fmt::format("{} cannot name an event", quoted(name.text)),
                    "use 1 to 128 letters, digits, dots, - and _: order.approved"});
  }
  return name.text;
}

}  // namespace

std::optional<WaitFor> read_wait_for(Fields& node, Findings& findings) {
  const YamlValue* const value = node.find("waitFor");
  if (!value) return std::nullopt;
  if (value->kind == YamlKind::text) return WaitFor{event_of(*value, findings), std::nullopt};
  if (value->kind != YamlKind::map) {
    findings.error({value->offset, "wrong-type",
                    fmt::format("waitFor must be the name of an event or a mapping, not {}",
                                noun_of(value->kind)),
                    std::string(kHint)});
    return std::nullopt;
  }
  Fields fields(*value, value->offset, "waitFor", findings);
  fields.warn_of_unknown(kKeys);
  WaitFor wait;
  if (const YamlValue* const event = fields.required_text("event", std::string(kHint))) {
    wait.event = event_of(*event, findings);
  }
  wait.timeout = fields.duration("timeout");
  return wait;
}

}  // namespace tntc::spec
