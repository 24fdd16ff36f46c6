#include "cli/validate/validate.h"

#include <fmt/format.h>

#include "cli/workflow_dir.h"
#include "ui/render.h"

namespace tntc::cli::validate {
namespace {

constexpr Example kExamples[] = {
    {"tntc validate", "check the workflow in the current directory"},
    {"tntc validate ./digest --strict", "let warnings fail too, as in CI"},
    {"tntc validate -o json", "every finding with file, line, column, rule and hint"},
};

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
  report.data = diagnostics_json(diagnostics, dir->file);
  report.diagnostics = std::move(diagnostics);
  return report;
}

}  // namespace tntc::cli::validate
