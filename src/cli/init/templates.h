#pragma once

#include <string>
#include <vector>

namespace tntc::cli::init {

struct TemplateFile {
  std::string path;  // inside the workflow directory
  std::string text;
};

// The files of a new workflow called `name`, which must be a legal name.
std::vector<TemplateFile> make_files(const std::string& name);

// What workflow names look like (compat 1.3), as in "my-workflow".
bool is_workflow_name(const std::string& name);

}  // namespace tntc::cli::init
