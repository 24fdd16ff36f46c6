#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tntc::io {

enum class FileKind { file, directory, other };

struct DirectoryEntry {
  std::string name;
  FileKind kind = FileKind::other;  // of what a symlink leads to; `other` when it leads nowhere

  bool operator==(const DirectoryEntry&) const = default;
};

// Who may read a file we write. Secrets and journals are for the owner.
enum class Readers { everyone, owner };

// The whole of a regular file. `invalid` when it is something else or longer than max_bytes; never
// waits on a pipe or a device.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

// After a crash at any instant `path` holds either its old bytes or the new ones. A symlink at
// `path` is replaced, not followed.
Result<void> write_file_atomically(const std::string& path, std::string_view bytes,
                                   Readers readers = Readers::everyone);

// For files that nobody misses after a crash: written in place, not synced.
Result<void> write_file(const std::string& path, std::string_view bytes);

// Sorted by name, without "." and "..".
Result<std::vector<DirectoryEntry>> list_directory(const std::string& path);

// What `path` is once symlinks are followed. `not_found` when it does not exist.
Result<FileKind> kind_of(const std::string& path);

// The absolute path without symlinks, "." and "..". `not_found` when it does not exist.
Result<std::string> real_path(const std::string& path);

// With its missing parents; no error when it is there already.
Result<void> make_directories(const std::string& path);

// Whether `path` lies below `directory`, by their text: both are real paths. A directory is not
// within itself.
bool is_within(std::string_view path, std::string_view directory);

// "a/b" from "a/./x/../b"; a leading ".." stays. Pure: symlinks are not looked at.
std::string normal_path(std::string_view path);

// A directory of our own in /tmp, readable by nobody else, removed with all it holds.
class ScratchDirectory {
 public:
  static Result<ScratchDirectory> make();

  ScratchDirectory(ScratchDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit ScratchDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace tntc::io
