#include "cli/visualize/visualize.h"

#include <fmt/format.h>

#include "cli/visualize/mermaid.h"
#include "cli/workflow_dir.h"
#include "cli/workflow_plan.h"
#include "ui/dag_drawing.h"
#include "ui/json_text.h"

namespace tntc::cli::visualize {
namespace {

constexpr Example kExamples[] = {
    {"tntc visualize", "Mermaid, for a README"},
    {"tntc visualize ./digest --format terminal", "draw the graph right here"},
    {"tntc visualize -o json", "nodes, edges, stages and triggers"},
};

Result<void> take_picture(const std::string& value, Picture& picture) {
  if (value == "mermaid")
    picture = Picture::mermaid;
  else if (value == "terminal")
    picture = Picture::terminal;
  else if (value == "json")
    picture = Picture::json;
  else
    return fail(ErrorKind::invalid, "`" + value + "` is no picture",
                "write mermaid, terminal or json");
  return {};
}

std::string terminal_picture(const spec::Workflow& workflow, const dag::Plan& plan,
                             const ui::Terminal& terminal) {
  std::string text = ui::paint(workflow.name, ui::Style::bold, terminal) + '\n';
  for (const spec::Trigger& trigger : workflow.triggers) text += "  " + describe(trigger) + '\n';

  std::vector<ui::NodeLabel> labels;
  for (const spec::Node& node : workflow.nodes) labels.push_back({node.name, ui::Style::cyan});
  text += '\n';
  for (const std::string& line : ui::draw_dag(plan, labels, terminal)) text += line + '\n';
  return text;
}

std::string trigger_json(const spec::Trigger& trigger) {
  static constexpr std::string_view kTypes[] = {"manual", "cron", "webhook", "queue"};
  std::string json = fmt::format(R"({{"type":"{}")", kTypes[static_cast<int>(trigger.type)]);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) json += fmt::format(R"(,"{}":{})", key, ui::quoted(value));
  };
  add("name", trigger.name);
  add("schedule", trigger.schedule);
  add("timezone", trigger.timezone);
  add("path", trigger.path);
  add("subject", trigger.subject);
  return json + '}';
}

std::string graph_json(const spec::Workflow& workflow, const dag::Plan& plan) {
  std::string nodes, edges, triggers;
  for (const dag::NodeIndex node : plan.order()) {
    nodes += fmt::format(R"({}{{"name":{},"path":{},"stage":{}}})", nodes.empty() ? "" : ",",
                         ui::quoted(plan.name(node)), ui::quoted(workflow.nodes[node].path),
                         plan.stage_of(node));
  }
  for (const spec::Edge& edge : workflow.edges) {
    edges += fmt::format(R"({}{{"from":{},"to":{}}})", edges.empty() ? "" : ",",
                         ui::quoted(plan.name(edge.from)), ui::quoted(plan.name(edge.to)));
  }
  for (const spec::Trigger& trigger : workflow.triggers) {
    triggers += (triggers.empty() ? "" : ",") + trigger_json(trigger);
  }
  return fmt::format(R"({{"name":{},"triggers":[{}],"nodes":[{}],"edges":[{}]}})",
                     ui::quoted(workflow.name), triggers, nodes, edges);
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "visualize",
          .summary = "Show the graph of a workflow",
          .details =
              "The same workflow always gives the same picture: nodes in plan order, edges in\n"
              "the order of the file, triggers before them.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR",
                         .help = "the workflow directory (default: the current one)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "-f",
                     .name = "--format",
                     .value_name = "PICTURE",
                     .help = "mermaid (default), terminal or json",
                     .take =
                         [&options](const std::string& value) {
                           return take_picture(value, options.picture);
                         },
                     .values = flags::Values::choice,
                     .choices = {"mermaid", "terminal", "json"}}}};
}

Report run(const Options& options, Session& session) {
  auto dir = read_workflow_dir(session.world, options.directory);
  if (!dir) return failed(std::move(dir.error()));
  if (!dir->parsed.workflow) return refused(std::move(dir->parsed.diagnostics), dir->file);
  const spec::Workflow& workflow = *dir->parsed.workflow;
  const auto plan = plan_of(workflow);
  if (!plan) return failed(plan.error());

  Report report;
  report.data = graph_json(workflow, *plan);
  if (options.picture == Picture::json) report.text = ui::pretty(report.data) + '\n';
  if (options.picture == Picture::mermaid) report.text = mermaid(workflow);
  if (options.picture == Picture::terminal) {
    report.text = terminal_picture(workflow, *plan, session.out);
  }
  return report;
}

}  // namespace tntc::cli::visualize
