// Any bytes as workflow.yaml. Its seeds are the documents of tests/specs.
#include <cstdint>

#include <boost/json/parse.hpp>

#include "base/assert.h"
#include "base/host_pattern.h"
#include "spec/cron.h"
#include "spec/handlers.h"
#include "spec/names.h"
#include "spec/when.h"
#include "spec/workflow.h"

using namespace tntc;

namespace {

void check_diagnostic(const Diagnostic& d) {
  TNTC_ASSERT(!d.rule.empty() && !d.message.empty() && !d.hint.empty());
  TNTC_ASSERT(d.rule == "too-many" || (d.line >= 1 && d.column >= 1));
}

void check_work(const spec::Node& node) {
  TNTC_ASSERT(
      int{!node.path.empty()} + int{node.sleep.has_value()} + int{node.wait_for.has_value()} == 1);
  if (node.wait_for) TNTC_ASSERT(spec::is_event_name(node.wait_for->event));
  if (!node.for_each) return;
  TNTC_ASSERT(!node.path.empty());
  TNTC_ASSERT(node.for_each->concurrency >= 1 && node.for_each->concurrency <= 100);
  TNTC_ASSERT(spec::InputPath::parse(node.for_each->path).has_value());
}

void check_handlers(const spec::Workflow& workflow) {
  const auto is_handler = spec::handlers(workflow);
  const auto handler_of = spec::handler_of_each(workflow);
  for (std::size_t i = 0; i < workflow.nodes.size(); ++i) {
    TNTC_ASSERT(handler_of[i].has_value() == !workflow.nodes[i].on_failure.empty());
    if (is_handler[i]) TNTC_ASSERT(!workflow.nodes[i].path.empty() && !handler_of[i]);
  }
  for (const spec::Edge& edge : workflow.edges) {
    TNTC_ASSERT(!is_handler[edge.from] && !is_handler[edge.to]);
  }
}

// What parse_workflow promises of a workflow it returns.
void check_workflow(const spec::Workflow& workflow) {
  TNTC_ASSERT(!workflow.name.empty() && !workflow.version.empty());
  TNTC_ASSERT(!workflow.nodes.empty() && !workflow.triggers.empty());
  TNTC_ASSERT(boost::json::parse(workflow.config.json).is_object());
  for (const spec::Node& node : workflow.nodes) {
    TNTC_ASSERT(!node.name.empty() && node.at.line >= 1);
    check_work(node);
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
  check_handlers(workflow);
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
