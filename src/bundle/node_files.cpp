#include "bundle/node_files.h"

#include <algorithm>
#include <array>

#include "base/utf.h"
#include "bundle/bundle.h"
#include "bundle/paths.h"
#include "bundle/without_code.h"
#include "io/files.h"

namespace tntc::bundle {
namespace {

constexpr std::array<std::string_view, 4> kExtensions = {".ts", ".js", ".mts", ".mjs"};

struct Refusal {
  const char* rule;
  std::string message;
  std::string hint;
};

bool has_node_extension(std::string_view path) {
  return std::ranges::any_of(kExtensions,
                             [&](std::string_view extension) { return path.ends_with(extension); });
}

Refusal outside(const std::string& written) {
  return {"outside-directory", "node file `" + written + "` is not inside the workflow directory",
          "move the file into the workflow directory; a symlink that leads out is refused too"};
}

// What the text of the path alone tells.
std::optional<Refusal> check_spelling(const std::string& written) {
  const std::string path = io::normal_path(written);
  if (written.empty()) return Refusal{"missing-file", "node has no file", "add `path:`"};
  if (!is_utf8(written) || written.find('\0') != written.npos)
    return Refusal{"illegal-path", "the path of the node file is not text", ""};
  if (written.front() == '/')
    return Refusal{"outside-directory", "node file `" + written + "` is an absolute path",
                   "write it relative to the workflow directory: ./nodes/..."};
  if (names_secrets(path))
    return Refusal{"secrets-file", "node file `" + written + "` is a secrets file",
                   "code lives in nodes/; secrets are read through ctx.secrets"};
  return std::nullopt;
}

std::optional<Refusal> check_node_file(const std::string& written, const std::string& root) {
  if (auto refusal = check_spelling(written)) return refusal;
  const std::string path = io::normal_path(root + "/" + written);
  const auto real = io::real_path(path);
  if (!real) {
    if (real.error().kind == ErrorKind::not_found)
      return Refusal{"missing-file", "node file `" + written + "` does not exist",
                     "create it, or correct `path:`"};
    return Refusal{"unreadable-file", real.error().message, "make the file readable"};
  }
  // Both: a path that leaves and comes back by a symlink has no name inside the directory.
  if (*real != root && (!io::is_within(*real, root) || !io::is_within(path, root)))
    return outside(written);
  if (io::kind_of(*real) != io::FileKind::file)
    return Refusal{"not-a-file", "node file `" + written + "` is not a file",
                   "`path:` names the file itself: ./nodes/<name>.ts"};
  if (names_secrets(std::string_view(*real).substr(root.size())))
    return Refusal{"secrets-file", "node file `" + written + "` leads to a secrets file", ""};
  if (!has_node_extension(path))
    return Refusal{"node-extension",
                   "node file `" + written + "` is not a .ts, .js, .mts or .mjs file", "rename it"};
  return std::nullopt;
}

Diagnostic at_node(const spec::Node& node, const std::string& file, Refusal refusal) {
  Diagnostic diagnostic;
  diagnostic.file = file;
  diagnostic.line = node.at.line;
  diagnostic.column = node.at.column;
  diagnostic.rule = refusal.rule;
  diagnostic.message = "node `" + node.name + "`: " + refusal.message;
  diagnostic.hint = std::move(refusal.hint);
  return diagnostic;
}

std::string module_path(const std::string& written, const std::string& root) {
  return io::normal_path(root + "/" + written).substr(root == "/" ? 1 : root.size() + 1);
}

}  // namespace

NodeFiles find_node_files(const spec::Workflow& workflow, const std::string& root,
                          const std::string& file) {
  NodeFiles files;
  std::vector<std::string> path_of_node;
  for (const spec::Node& node : workflow.nodes) {
    if (!has_file(node)) {
      path_of_node.emplace_back();
      continue;
    }
    auto refusal = check_node_file(node.path, root);
    path_of_node.push_back(refusal ? std::string() : module_path(node.path, root));
    if (refusal)
      files.diagnostics.push_back(at_node(node, file, std::move(*refusal)));
    else
      files.paths.push_back(path_of_node.back());
  }
  std::ranges::sort(files.paths);
  files.paths.erase(std::unique(files.paths.begin(), files.paths.end()), files.paths.end());
  for (const std::string& path : path_of_node) {
    const auto found = std::ranges::lower_bound(files.paths, path);
    files.of_node.push_back(path.empty() ? 0
                                         : static_cast<std::uint32_t>(found - files.paths.begin()));
  }
  return files;
}

std::vector<Diagnostic> check_node_files(const spec::Workflow& workflow,
                                         const std::string& directory, const std::string& file) {
  const auto root = io::real_path(directory);
  if (root) return find_node_files(workflow, *root, file).diagnostics;
  Diagnostic diagnostic;
  diagnostic.file = file;
  diagnostic.rule = "missing-directory";
  diagnostic.message = root.error().message;
  return {diagnostic};
}

}  // namespace tntc::bundle
