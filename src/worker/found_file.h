#pragma once

#include <sys/stat.h>

#include <string>

#include "io/fd.h"
#include "runtime/fault.h"

namespace tntc::worker {

// What a path leads to at one moment, held by a descriptor that gives no access (O_PATH): it is
// judged by its real path and then acted upon through the descriptor, so that no symbolic link and
// no rename in between can put something else in its place.
struct FoundFile {
  io::Fd fd;
  std::string path;  // real: absolute, no symbolic links, no `.` or `..`
  struct stat status{};

  bool is_regular() const { return S_ISREG(status.st_mode); }
  bool is_directory() const { return S_ISDIR(status.st_mode); }
};

// A place in a directory, whether something is there or not; the directory is held as above.
struct FoundPlace {
  io::Fd directory;
  std::string name;  // one component, neither `.` nor `..`
  std::string path;  // real path of the directory, and the name
};

enum class LastLink { follow, keep };

// errno of the failure; ENAMETOOLONG where a path cannot be told.
tl::expected<FoundFile, int> find_file(const std::string& path, LastLink last);
// EINVAL when the path ends in `.` or `..`.
tl::expected<FoundPlace, int> find_place(const std::string& path);

// Opens for real what was found; `flags` of open(2). Never waits.
tl::expected<io::Fd, int> reopen(const FoundFile& found, int flags);

// On /proc, /sys and their like: files that are no files, and tell about the process itself.
bool is_on_pseudo_file_system(int fd);

}  // namespace tntc::worker
