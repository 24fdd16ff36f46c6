#include "cli/validate/validate.h"

#include <fmt/format.h>

#include "cli/workflow_dir.h"
#include "ui/json_text.h"
#include "ui/render.h"

namespace tntc::cli::validate {
namespace {

constexpr Example kExamples[] = {
    {"tntc validate", "check the workflow in the current directory"},
    {"tntc validate ./digest --strict", "let warnings fail too, as in CI"},
    {"tntc validate -o json", "every finding with file, line, column, rule and hint"},
};

// Capabilities that restrict nothing, which their author may not know.
std::vector<std::string> notes_on(const spec::Workflow& workflow) {
  std::vector<std::string> notes;
  for (const spec::Node& node : workflow.nodes) {
    for (const std::string& key : node.capabilities.informational) {
      notes.push_back(fmt::format(
          "nodes.{}.capabilities.{} is informational: only net, secrets, read, write and env "
          "restrict a node",
          node.name, key));
    }
  }
  return notes;
}

// Another member of the object that `data` is.
void add_notes(std::string& data, const std::vector<std::string>& notes) {
  data.back() = ',';
  data += "\"notes\":[";
  for (const std::string& note : notes) {
    if (!data.ends_with('[')) data += ',';
    data += ui::quoted(note);
  }
  data += "]}";
}

}  // namespace

Command command() {
  using Parts = Bound<Options, &syntax, &run>;
  return {.name = "validate",
          .summary = "Check workflow.yaml and the node files it names",
          .details =
              "All findings are shown at once. Warnings do not fail unless --strict is\n"
              "given. Exits with 2 when the workflow is not valid.",
          .examples = kExamples,
          .describe = &Parts::describe,
          .execute = &Parts::execute};
}

flags::Syntax syntax(Options& options) {
  return {.arguments = {{.name = "DIR",
                         .help = "the workflow directory (default: the current one)",
                         .take = flags::into(options.directory),
                         .values = flags::Values::directory}},
          .flags = {{.short_name = "",
                     .name = "--strict",
                     .value_name = "",
                     .help = "warnings fail too",
                     .take = flags::into(options.strict)}}};
}

Report run(const Options& options, Session& session) {
  auto dir = read_workflow_dir(session.world, options.directory);
  if (!dir) return failed(std::move(dir.error()));

  auto& diagnostics = dir->parsed.diagnostics;
  const bool valid = !has_errors(diagnostics) && !(options.strict && !diagnostics.empty());
  if (!valid) return refused(std::move(diagnostics), dir->file);

  Report report;
  const std::string noted = diagnostics.empty() ? "" : " (" + ui::tally(diagnostics) + ")";
  report.text = fmt::format(
      "{} {} is valid{}\n",
      ui::paint(session.out.utf8 ? "✓" : "ok:", ui::Style::green, session.out), dir->file, noted);
  const std::vector<std::string> notes = notes_on(*dir->parsed.workflow);
  for (const std::string& note : notes) report.text += "  note: " + note + '\n';
  report.data = diagnostics_json(diagnostics, dir->file);
  if (!notes.empty()) add_notes(report.data, notes);
  report.diagnostics = std::move(diagnostics);
  return report;
}

}  // namespace tntc::cli::validate
