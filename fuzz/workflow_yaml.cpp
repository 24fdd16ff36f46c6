// Any bytes as workflow.yaml. Its seeds are the documents of tests/specs.
#include <cstdint>

#include <boost/json/parse.hpp>

#include "base/assert.h"
#include "base/host_pattern.h"
#include "spec/cron.h"
#include "spec/when.h"
#include "spec/workflow.h"

using namespace tntc;

namespace {

void check_diagnostic(const Diagnostic& d) {
  TNTC_ASSERT(!d.rule.empty() && !d.message.empty() && !d.hint.empty());
  TNTC_ASSERT(d.rule == "too-many" || (d.line >= 1 && d.column >= 1));
}

// What parse_workflow promises of a workflow it returns.
void check_workflow(const spec::Workflow& workflow) {
  TNTC_ASSERT(!workflow.name.empty() && !workflow.version.empty());
  TNTC_ASSERT(!workflow.nodes.empty() && !workflow.triggers.empty());
  TNTC_ASSERT(boost::json::parse(workflow.config.json).is_object());
  for (const spec::Node& node : workflow.nodes) {
    TNTC_ASSERT(!node.name.empty() && !node.path.empty() && node.at.line >= 1);
    if (node.capabilities.net) {
      for (const std::string& host : *node.capabilities.net) {
        TNTC_ASSERT(HostPattern::parse(host).has_value());
      }
    }
    if (node.when.empty()) continue;
    const auto when = spec::When::parse(node.when);
    TNTC_ASSERT(when.has_value());
    const auto input = boost::json::parse(R"({"a":[1,"x",null,{"b":2.5}],"k":"v"})");
    static_cast<void>(when->holds(input));
  }
  for (const spec::Edge& edge : workflow.edges) {
    TNTC_ASSERT(edge.from < workflow.nodes.size() && edge.to < workflow.nodes.size());
  }
  for (const spec::Trigger& trigger : workflow.triggers) {
    if (trigger.type != spec::TriggerType::cron) continue;
    TNTC_ASSERT(spec::Cron::parse(trigger.schedule).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const spec::Parsed parsed = spec::parse_workflow(text, "workflow.yaml");
  TNTC_ASSERT(parsed.workflow.has_value() == !has_errors(parsed.diagnostics));
  for (const Diagnostic& d : parsed.diagnostics) check_diagnostic(d);
  if (parsed.workflow) check_workflow(*parsed.workflow);
  return 0;
}
