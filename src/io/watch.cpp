#include "io/watch.h"

#include <dirent.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace tntc::io {
namespace {

// IN_MODIFY for files that are written in place and stay open, IN_CLOSE_WRITE for the last bytes.
constexpr std::uint32_t kMask = IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

std::string joined(const std::string& directory, std::string_view name) {
  return directory.empty() ? std::string(name) : directory + '/' + std::string(name);
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

bool is_real_directory(const std::string& path) {
  struct stat facts{};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

tl::unexpected<Error> no_watch(const std::string& path, int code) {
  if (code != ENOSPC) return fail_errno("watching " + path, code);
  return fail(ErrorKind::unavailable, "watching " + path + ": the system has no watches left",
              "raise fs.inotify.max_user_watches with sysctl");
}

}  // namespace

Result<DirectoryWatch> DirectoryWatch::make(std::string root, Ignored ignored) {
  Fd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (inotify.get() < 0) {
    if (errno != EMFILE) return fail_errno("starting to watch files", errno);
    return fail(ErrorKind::unavailable, "starting to watch files: too many watchers are running",
                "raise fs.inotify.max_user_instances with sysctl");
  }
  DirectoryWatch watch(std::move(inotify), std::move(root), std::move(ignored));
  TNTC_CHECK(watch.enter("", nullptr));
  return watch;
}

// Watches first and lists then, so that nothing can appear unseen in between. What is listed counts
// as changed when `changes` is given.
Result<void> DirectoryWatch::enter(const std::string& directory, Changes* changes) {
  const std::string path = directory.empty() ? root_ : root_ + '/' + directory;
  const int watch = ::inotify_add_watch(inotify_.get(), path.c_str(), kMask);
  if (watch < 0) {
    // It has gone again, or may not be read: then the workflow cannot read it either.
    const bool passing = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    if (passing && !directory.empty()) return {};
    return no_watch(path, errno);
  }
  directory_of_[watch] = directory;

  const std::unique_ptr<DIR, CloseDirectory> listing(::opendir(path.c_str()));
  if (!listing) return {};
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || ignored_(name)) continue;
    const std::string below = joined(directory, name);
    if (is_real_directory(root_ + '/' + below)) {
      TNTC_CHECK(enter(below, changes));
    } else if (changes != nullptr) {
      changes->insert(below);
    }
  }
  return {};
}

void DirectoryWatch::leave(const std::string& directory) {
  for (auto it = directory_of_.begin(); it != directory_of_.end();) {
    const bool below = it->second == directory || it->second.starts_with(directory + '/');
    if (!below) {
      ++it;
      continue;
    }
    ::inotify_rm_watch(inotify_.get(), it->first);
    it = directory_of_.erase(it);
  }
}

Result<void> DirectoryWatch::take(int watch, std::uint32_t mask, std::string_view name,
                                  Changes& changes) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    changes.insert("");
    return enter("", nullptr);  // directories may have appeared unseen
  }
  const auto found = directory_of_.find(watch);
  if (found == directory_of_.end()) return {};  // left already
  const std::string directory = found->second;
  if ((mask & IN_IGNORED) != 0) directory_of_.erase(found);
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0 && directory.empty()) {
    return fail(ErrorKind::not_found, "the directory " + root_ + " has gone");
  }
  if (name.empty() || ignored_(name)) return {};

  const std::string path = joined(directory, name);
  changes.insert(path);
  if ((mask & IN_ISDIR) == 0) return {};
  if ((mask & IN_MOVED_FROM) != 0) leave(path);
  if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0) return enter(path, &changes);
  return {};
}

Result<std::vector<std::string>> DirectoryWatch::read_changes() {
  Changes changes;
  alignas(inotify_event) std::array<char, 16384> buffer{};
  while (true) {
    const ssize_t length = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0 && errno == EAGAIN) break;
    if (length < 0) return fail_errno("watching " + root_, errno);
    for (std::size_t at = 0; at < static_cast<std::size_t>(length);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      const std::string_view text(name, event.len == 0 ? 0 : ::strnlen(name, event.len));
      TNTC_CHECK(take(event.wd, event.mask, text, changes));
      at += sizeof event + event.len;
    }
  }
  return std::vector<std::string>(changes.begin(), changes.end());
}

}  // namespace tntc::io
