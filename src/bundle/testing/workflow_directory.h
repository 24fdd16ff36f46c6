#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "bundle/bundle.h"
#include "io/files.h"
#include "spec/workflow.h"

namespace tntc::bundle {

// A workflow directory on disk, and the real esbuild to compile it with.
class WorkflowDirectory {
 public:
  explicit WorkflowDirectory(const std::string& name = "flow") : name_(name) {
    make_directories("");
  }

  std::string path() const { return scratch_.path() + "/" + name_; }
  std::string at(const std::string& file) const { return path() + "/" + file; }

  void write(const std::string& file, const std::string& text) {
    make_directories(file.substr(0, file.rfind('/') + 1));
    const auto written = io::write_file(at(file), text);
    ASSERT_TRUE(written) << written.error().message;
  }

  void link(const std::string& target, const std::string& file) {
    make_directories(file.substr(0, file.rfind('/') + 1));
    ASSERT_EQ(::symlink(target.c_str(), at(file).c_str()), 0);
  }

  // A node for each path, at line 10, 11, ... of workflow.yaml.
  static spec::Workflow workflow(const std::vector<std::string>& paths) {
    spec::Workflow workflow;
    workflow.name = "flow";
    for (const std::string& path : paths) {
      spec::Node node;
      node.name = "n" + std::to_string(workflow.nodes.size());
      node.path = path;
      node.at = {10 + static_cast<int>(workflow.nodes.size()), 3};
      workflow.nodes.push_back(node);
    }
    return workflow;
  }

  Result<Compiled> compile(const std::vector<std::string>& paths) const {
    return bundle::compile(workflow(paths), "name: flow\n", path(), esbuild());
  }

  static std::string esbuild() { return TNTC_BINARY_DIR "/bin/esbuild"; }

 private:
  void make_directories(const std::string& directory) {
    const auto made = io::make_directories(at(directory));
    ASSERT_TRUE(made) << made.error().message;
  }

  io::ScratchDirectory scratch_ = *io::ScratchDirectory::make();
  std::string name_;
};

}  // namespace tntc::bundle
