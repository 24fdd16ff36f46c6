#include <algorithm>

#include "bundle/bundle.h"
#include "bundle/diagnose.h"
#include "bundle/digest.h"
#include "bundle/esbuild.h"
#include "bundle/limits.h"
#include "bundle/node_files.h"
#include "bundle/refusals.h"
#include "bundle/user_files.h"
#include "bundle/without_code.h"
#include "bundle/wrapper.h"
#include "io/files.h"

namespace tntc::bundle {
namespace {

constexpr const char* kWorkflowFile = "workflow.yaml";
constexpr std::size_t kLargestYaml = std::size_t{4} << 20;

std::string wrap(std::string_view code) {
  std::string wrapped(kModulePrefix);
  wrapped += code;
  wrapped += kModuleSuffix;
  return wrapped;
}

std::vector<Module> make_modules(const std::vector<std::string>& nodes,
                                 std::vector<Output> outputs) {
  std::vector<Module> modules;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    modules.push_back({nodes[i], wrap(outputs[i].code), std::move(outputs[i].source_map)});
  return modules;
}

// Inputs are sorted by path; one imported with two kinds of attributes is listed twice.
Result<std::vector<SourceFile>> read_sources(const Metafile& metafile, const std::string& root) {
  std::vector<SourceFile> sources;
  for (const Input& input : metafile.inputs) {
    if (input.path.starts_with("tntc-internal:")) continue;
    if (!sources.empty() && sources.back().path == input.path) continue;
    TNTC_TRY(std::string text, io::read_file(root + "/" + input.path, kLargestBundle));
    sources.push_back({input.path, std::move(text)});
  }
  return sources;
}

// Escapes and base64 make the file longer than what is in it, at most six times.
bool is_too_large(const Bundle& bundle) {
  std::size_t bytes = bundle.workflow_yaml.size();
  for (const SourceFile& source : bundle.sources) bytes += source.text.size();
  for (const Module& module : bundle.modules)
    bytes += module.code.size() + module.source_map.size();
  if (bytes < kLargestBundle / 8) return false;
  return bytes > kLargestBundle || write_bundle(bundle).size() > kLargestBundle;
}

Diagnostic too_large(const std::string& file) {
  Diagnostic diagnostic;
  diagnostic.file = file;
  diagnostic.rule = "bundle-too-large";
  diagnostic.message = "the workflow with all it imports makes a bundle of more than " +
                       std::to_string(kLargestBundle >> 20) + " MiB";
  diagnostic.hint = "fetch large files at run time instead of importing them";
  return diagnostic;
}

void append(std::vector<Diagnostic>& all, std::vector<Diagnostic> more) {
  std::ranges::move(more, std::back_inserter(all));
}

// Fills in what comes from the compiler: everything but the yaml and the nodes' indices.
Result<void> compile_nodes(const std::vector<std::string>& nodes, const std::string& directory,
                           const std::string& root, const std::string& esbuild, Bundle& bundle,
                           std::vector<Diagnostic>& diagnostics) {
  UserFiles files(directory, root);
  TNTC_TRY(Compilation compilation, run_esbuild(esbuild, root, nodes));
  append(diagnostics, diagnose(compilation.messages, nodes, files));
  append(diagnostics, refuse_inputs(compilation.metafile, nodes, root, files));
  if (has_errors(diagnostics)) return {};
  bundle.compiler = std::move(compilation.compiler);
  bundle.modules = make_modules(nodes, std::move(compilation.outputs));
  TNTC_TRY(bundle.sources, read_sources(compilation.metafile, root));
  return {};
}

// The modules of nodes without a file, each in its place among the others.
void add_nodes_without_file(const spec::Workflow& workflow, Bundle& bundle) {
  std::vector<std::string> path_of_node;
  for (std::size_t i = 0; i < workflow.nodes.size(); ++i) {
    if (!has_file(workflow.nodes[i]))
      bundle.modules.push_back(module_without_file(workflow.nodes[i]));
    path_of_node.push_back(has_file(workflow.nodes[i]) ? bundle.modules[bundle.node_module[i]].path
                                                       : bundle.modules.back().path);
  }
  std::ranges::sort(bundle.modules, {}, &Module::path);
  for (std::size_t i = 0; i < path_of_node.size(); ++i) {
    const auto found = std::ranges::lower_bound(bundle.modules, path_of_node[i], {}, &Module::path);
    bundle.node_module[i] = static_cast<std::uint32_t>(found - bundle.modules.begin());
  }
}

}  // namespace

Result<Compiled> compile(const spec::Workflow& workflow, std::string workflow_yaml,
                         const std::string& directory, const std::string& esbuild) {
  const std::string file = directory + "/" + kWorkflowFile;
  TNTC_TRY(const std::string root, io::real_path(directory));
  NodeFiles nodes = find_node_files(workflow, root, file);
  Compiled compiled;
  compiled.diagnostics = std::move(nodes.diagnostics);

  Bundle bundle;
  TNTC_CHECK(compile_nodes(nodes.paths, directory, root, esbuild, bundle, compiled.diagnostics));
  bundle.workflow_yaml = std::move(workflow_yaml);
  bundle.node_module = std::move(nodes.of_node);
  if (!has_errors(compiled.diagnostics)) add_nodes_without_file(workflow, bundle);
  if (!has_errors(compiled.diagnostics) && is_too_large(bundle))
    compiled.diagnostics.push_back(too_large(file));
  if (has_errors(compiled.diagnostics)) return compiled;
  bundle.digest = digest_of(bundle);
  compiled.bundle = std::move(bundle);
  return compiled;
}

Result<Compiled> compile_directory(const std::string& directory, const std::string& esbuild) {
  const std::string file = directory + "/" + kWorkflowFile;
  TNTC_TRY(std::string yaml, io::read_file(file, kLargestYaml));
  spec::Parsed parsed = spec::parse_workflow(yaml, file);
  Compiled compiled;
  if (parsed.workflow) {
    TNTC_TRY(compiled, compile(*parsed.workflow, std::move(yaml), directory, esbuild));
  }
  compiled.diagnostics.insert(compiled.diagnostics.begin(), parsed.diagnostics.begin(),
                              parsed.diagnostics.end());
  return compiled;
}

}  // namespace tntc::bundle
