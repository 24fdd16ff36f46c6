#include "cli/test/target.h"

#include <algorithm>

#include <fmt/format.h>

#include "io/files.h"
#include "ui/suggest.h"

namespace tntc::cli::test {
namespace {

bool is(const std::string& path, io::FileKind wanted) {
  const auto kind = io::kind_of(path);
  return kind && *kind == wanted;
}

// The directory of that name beside it that was probably meant.
std::string nearest_directory(const std::string& parent, const std::string& name) {
  std::vector<std::string> names;
  if (const auto entries = io::list_directory(parent)) {
    for (const io::DirectoryEntry& entry : *entries) {
      if (entry.kind == io::FileKind::directory) names.push_back(entry.name);
    }
  }
  return ui::nearest(name, names);
}

}  // namespace

Result<Target> find_target(const World& world, const std::string& argument) {
  if (is(absolute(world, argument), io::FileKind::directory)) return Target{argument, std::nullopt};
  const std::size_t slash = argument.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : argument.substr(0, slash);
  const std::string name = slash == std::string::npos ? argument : argument.substr(slash + 1);
  const std::string there = absolute(world, parent.empty() ? "/" : parent);
  if (!is(there, io::FileKind::directory)) {
    return fail(ErrorKind::not_found, fmt::format("there is no directory `{}`", parent),
                "name the directory of a workflow, and a node after a slash: ./digest/plan");
  }
  if (is(there + "/workflow.yaml", io::FileKind::file)) return Target{parent, name, argument};
  const std::string near = nearest_directory(there, name);
  return fail(ErrorKind::not_found,
              fmt::format("there is no directory `{}`, and no workflow.yaml in `{}` that could "
                          "have a node `{}`",
                          argument, parent, name),
              near.empty() ? "name the directory of a workflow, or make one with `tntc init NAME`"
                           : fmt::format("did you mean `{}`?",
                                         slash == std::string::npos ? near : parent + '/' + near));
}

Result<void> check_node(const Target& target, const std::vector<std::string>& nodes) {
  if (!target.node || std::find(nodes.begin(), nodes.end(), *target.node) != nodes.end()) return {};
  std::string message =
      fmt::format("the workflow in `{}` has no node `{}`", target.directory, *target.node);
  if (!target.argument.empty()) {
    message += fmt::format(", and there is no directory `{}`", target.argument);
  }
  const std::string near = ui::nearest(*target.node, nodes);
  return fail(ErrorKind::not_found, std::move(message),
              near.empty() ? fmt::format("its nodes are: {}", fmt::join(nodes, ", "))
                           : fmt::format("did you mean `{}`?", near));
}

}  // namespace tntc::cli::test
