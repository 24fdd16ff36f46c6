#include "cli/workflow_dir.h"

#include <iterator>

#include <fmt/format.h>

#include "bundle/bundle.h"
#include "io/files.h"
#include "ui/envelope.h"
#include "ui/json_text.h"
#include "ui/render.h"

namespace tntc::cli {
namespace {

constexpr std::string_view kFileName = "workflow.yaml";
constexpr std::size_t kLongestYaml = std::size_t{8} << 20;  // far beyond what a person writes

std::string join(const std::string& directory, std::string_view name) {
  if (directory.empty() || directory == ".") return std::string(name);
  return directory + (directory.ends_with('/') ? "" : "/") + std::string(name);
}

}  // namespace

Result<std::string> find_workflow_dir(const World& world, const std::string& path) {
  const std::string directory = absolute(world, path);
  const auto kind = io::kind_of(directory);
  if (!kind && kind.error().kind == ErrorKind::not_found) {
    return fail(ErrorKind::not_found, "there is no directory `" + path + "`",
                "`tntc init NAME` makes a workflow");
  }
  if (!kind) return tl::unexpected(kind.error());
  if (*kind != io::FileKind::directory) {
    return fail(ErrorKind::invalid, "`" + path + "` is not a directory",
                "name the directory that holds workflow.yaml");
  }
  const auto file = io::kind_of(join(directory, kFileName));
  if (!file && file.error().kind == ErrorKind::not_found) {
    return fail(ErrorKind::not_found, "there is no workflow.yaml in `" + path + "`",
                "name the directory of a workflow, or make one with `tntc init NAME`");
  }
  return directory;
}

Result<WorkflowDir> read_workflow_dir(const World& world, const std::string& path) {
  WorkflowDir dir;
  TNTC_TRY(dir.path, find_workflow_dir(world, path));
  dir.file = join(path, kFileName);
  TNTC_TRY(const std::string yaml,
           during("reading the workflow", io::read_file(join(dir.path, kFileName), kLongestYaml)));
  dir.parsed = spec::parse_workflow(yaml, dir.file);
  if (dir.parsed.workflow) {
    auto more = tntc::bundle::check_node_files(*dir.parsed.workflow, dir.path, dir.file);
    dir.parsed.diagnostics.insert(dir.parsed.diagnostics.end(),
                                  std::make_move_iterator(more.begin()),
                                  std::make_move_iterator(more.end()));
  }
  dir.parsed.diagnostics = as_written(std::move(dir.parsed.diagnostics), dir.path, path);
  return dir;
}

std::vector<Diagnostic> as_written(std::vector<Diagnostic> diagnostics,
                                   const std::string& directory, const std::string& written) {
  const std::string prefix = directory + '/';
  for (Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.file.starts_with(prefix)) continue;
    diagnostic.file = join(written, std::string_view(diagnostic.file).substr(prefix.size()));
  }
  return diagnostics;
}

Report refused(std::vector<Diagnostic> diagnostics, const std::string& file) {
  Report report;
  report.error = Error{
      ErrorKind::invalid, fmt::format("{} is not valid: {}", file, ui::tally(diagnostics)), {}, {}};
  report.data = diagnostics_json(diagnostics, file);
  report.diagnostics = std::move(diagnostics);
  return report;
}

std::string diagnostics_json(const std::vector<Diagnostic>& diagnostics, const std::string& file) {
  return fmt::format(R"({{"file":{},"valid":{},"diagnostics":{}}})", ui::quoted(file),
                     !has_errors(diagnostics), ui::to_json(diagnostics));
}

}  // namespace tntc::cli
