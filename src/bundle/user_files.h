#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace tntc::bundle {

// The user's files as diagnostics show them: named as the user would open them, with an excerpt.
// Reads each file once.
class UserFiles {
 public:
  // `directory` as the user named it, `root` its real path.
  UserFiles(std::string directory, std::string root)
      : directory_(std::move(directory)), root_(std::move(root)) {}

  // `path` is relative to the workflow directory. Empty when it cannot be read.
  const std::string& text(const std::string& path);

  // "flow/nodes/x.ts"
  std::string shown(const std::string& path) const { return directory_ + "/" + path; }

  // Puts file, line, column and frame; `offset` in bytes from the beginning of the file.
  void place(Diagnostic& diagnostic, const std::string& path, std::size_t offset);

 private:
  std::string directory_;
  std::string root_;
  std::map<std::string, std::string> texts_;
};

// Where line `line` (1-based) begins, in bytes.
std::size_t line_start(std::string_view text, int line);

}  // namespace tntc::bundle
