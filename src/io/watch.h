#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/fd.h"

namespace tntc::io {

// Sees what changes in a directory and all that is below it, by inotify. Directories that appear
// later are watched from then on, with what they hold already; symlinked ones are not entered.
class DirectoryWatch {
 public:
  // Whether a file or directory of this name (not path) is none of the caller's business; an
  // ignored directory is not entered.
  using Ignored = std::function<bool(std::string_view name)>;

  // `unavailable` with a hint when the system has no watches left.
  static Result<DirectoryWatch> make(std::string root, Ignored ignored);

  // Readable while there are changes to read; stays the watch's own.
  int descriptor() const { return inotify_.get(); }

  // Paths below the root that were written, made, removed or renamed since the last call, sorted,
  // each once. "" stands for changes too many to be told apart. Empty when there are none; never
  // waits. `not_found` when the root itself has gone.
  Result<std::vector<std::string>> read_changes();

 private:
  DirectoryWatch(Fd inotify, std::string root, Ignored ignored)
      : inotify_(std::move(inotify)), root_(std::move(root)), ignored_(std::move(ignored)) {}

  using Changes = std::set<std::string>;

  Result<void> enter(const std::string& directory, Changes* changes);
  void leave(const std::string& directory);
  Result<void> take(int watch, std::uint32_t mask, std::string_view name, Changes& changes);

  Fd inotify_;
  std::string root_;
  Ignored ignored_;
  std::map<int, std::string> directory_of_;  // by watch descriptor; "" is the root
};

}  // namespace tntc::io
