#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::worker {

// The files of a test: those of its fixture, in memory, shared by its nodes and forgotten with it.
// Directories are there when something is in them, or when they were made. Paths that do not begin
// with a slash are below the workflow directory. The seam for whatever gives nodes files.
class TestFiles {
 public:
  // `directory` is the workflow's, absolute.
  TestFiles(const std::map<std::string, std::string, std::less<>>& files, std::string directory);

  enum class Kind { none, file, directory };
  Kind kind_of(std::string_view path) const;

  // `not_found` when there is no such file.
  Result<std::string> read(std::string_view path) const;
  // `invalid` when a directory is in the way.
  Result<void> write(std::string_view path, std::string text);
  void make_directory(std::string_view path);
  // With what is in it. `not_found` when there is nothing.
  Result<void> remove(std::string_view path);
  // Names in a directory, sorted.
  std::vector<std::string> list(std::string_view path) const;

 private:
  std::string absolute(std::string_view path) const;
  bool holds_something(const std::string& directory) const;

  std::string directory_;
  std::map<std::string, std::string> files_;  // by absolute path
  std::map<std::string, bool> made_;          // directories
};

}  // namespace tntc::worker
