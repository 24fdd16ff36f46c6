#include "cli/compiled_dir.h"

#include "cli/ports.h"
#include "cli/tools.h"
#include "cli/workflow_dir.h"

namespace tntc::cli {

Result<tntc::bundle::Compiled> compile_dir(const Session& session, const std::string& path) {
  TNTC_TRY(const std::string directory, find_workflow_dir(session.world, path));
  TNTC_TRY(const std::string esbuild, find_esbuild(session.world));
  TNTC_TRY(auto compiled, session.ports.compile(directory, esbuild));
  compiled.diagnostics = as_written(std::move(compiled.diagnostics), directory, path);
  return compiled;
}

Result<spec::Workflow> workflow_of(const tntc::bundle::Bundle& bundle) {
  auto parsed = spec::parse_workflow(bundle.workflow_yaml, "workflow.yaml");
  if (parsed.workflow) return std::move(*parsed.workflow);
  return fail(ErrorKind::internal, "the workflow of a bundle is not valid");
}

}  // namespace tntc::cli
