#include "cli/visualize/visualize.h"

#include <fmt/format.h>

#include "cli/visualize/mermaid.h"
#include "cli/workflow_dir.h"
#include "cli/workflow_plan.h"
#include "spec/handlers.h"
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

// For each handler of failures the nodes that name it, by node index, in the order of the file.
std::vector<std::vector<std::string>> handled_nodes(const spec::Workflow& workflow) {
  std::vector<std::vector<std::string>> handled(workflow.nodes.size());
  const auto handler_of = spec::handler_of_each(workflow);
  for (std::size_t i = 0; i < handler_of.size(); ++i) {
    if (handler_of[i]) handled[*handler_of[i]].push_back(workflow.nodes[i].name);
  }
  return handled;
}

std::string with_note(const spec::Node& node) {
  const std::string note = note_on(node);
  return node.name + (note.empty() ? "" : " (" + note + ")");
}

// Handlers are no part of the graph: a line for each below it.
std::string handler_lines(const spec::Workflow& workflow, const ui::Terminal& terminal) {
  const auto handled = handled_nodes(workflow);
  std::string text;
  for (std::size_t i = 0; i < handled.size(); ++i) {
    if (handled[i].empty()) continue;
    text += fmt::format("  {} {} {}\n", fmt::join(handled[i], ", "), terminal.utf8 ? "→" : "->",
                        ui::paint(with_note(workflow.nodes[i]), ui::Style::cyan, terminal));
  }
  return text.empty() ? "" : "\non failure\n" + text;
}

std::string terminal_picture(const spec::Workflow& workflow, const dag::Plan& plan,
                             const ui::Terminal& terminal) {
  std::string text = ui::paint(workflow.name, ui::Style::bold, terminal) + '\n';
  for (const spec::Trigger& trigger : workflow.triggers) text += "  " + describe(trigger) + '\n';

  std::vector<ui::NodeLabel> labels;
  for (const spec::Node& node : workflow.nodes) {
    labels.push_back({with_note(node), ui::Style::cyan});
  }
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

// What the node does, as members of its object.
std::string work_json(const spec::Node& node) {
  if (node.sleep) return fmt::format(R"(,"sleep":{})", ui::quoted(to_text(*node.sleep)));
  if (node.wait_for) {
    const auto& timeout = node.wait_for->timeout;
    return fmt::format(R"(,"waitFor":{{"event":{}{}}})", ui::quoted(node.wait_for->event),
                       timeout ? R"(,"timeout":)" + ui::quoted(to_text(*timeout)) : "");
  }
  std::string json = R"(,"path":)" + ui::quoted(node.path);
  if (!node.for_each) return json;
  return json + fmt::format(R"(,"forEach":{},"concurrency":{},"onError":"{}")",
                            ui::quoted(node.for_each->path), node.for_each->concurrency,
                            node.for_each->collect ? "collect" : "fail");
}

std::string names_json(const std::vector<std::string>& names) {
  std::string json;
  for (const std::string& name : names) json += (json.empty() ? "" : ",") + ui::quoted(name);
  return '[' + json + ']';
}

std::string graph_json(const spec::Workflow& workflow, const dag::Plan& plan) {
  std::string nodes, edges, triggers;
  const auto handled = handled_nodes(workflow);
  for (const dag::NodeIndex i : plan.order()) {
    const spec::Node& node = workflow.nodes[i];
    nodes += fmt::format(R"({}{{"name":{}{})", nodes.empty() ? "" : ",", ui::quoted(node.name),
                         work_json(node));
    if (!node.on_failure.empty()) nodes += R"(,"onFailure":)" + ui::quoted(node.on_failure);
    nodes += handled[i].empty() ? fmt::format(R"(,"stage":{}}})", plan.stage_of(i))
                                : fmt::format(R"(,"handles":{}}})", names_json(handled[i]));
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
              "the order of the file, triggers before them. Handlers of failures stand apart.",
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
    const spec::Workflow graph = without_handlers(workflow);
    const auto shown = plan_of(graph);
    if (!shown) return failed(shown.error());
    report.text =
        terminal_picture(graph, *shown, session.out) + handler_lines(workflow, session.out);
  }
  return report;
}

}  // namespace tntc::cli::visualize
