#include "worker/found_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace tntc::worker {
namespace {

constexpr std::array<unsigned long, 9> kPseudo{
    PROC_SUPER_MAGIC,   SYSFS_MAGIC,         DEBUGFS_MAGIC, TRACEFS_MAGIC,     SECURITYFS_MAGIC,
    CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,  DEVPTS_SUPER_MAGIC};

std::string link_of(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

// Where the descriptor is in the tree now.
tl::expected<std::string, int> path_of(int fd) {
  std::array<char, PATH_MAX> text;
  const ssize_t size = ::readlink(link_of(fd).c_str(), text.data(), text.size());
  if (size < 0) return tl::unexpected(errno);
  if (static_cast<std::size_t>(size) >= text.size()) return tl::unexpected(ENAMETOOLONG);
  // "(unreachable)/..." is outside of our tree, "memfd:..." and "pipe:..." are in none.
  if (text[0] != '/') return tl::unexpected(ENOENT);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

tl::expected<io::Fd, int> open_path(const std::string& path, int flags) {
  // The kernel would take it for the end and open something else.
  if (path.empty() || path.find('\0') != std::string::npos) return tl::unexpected(EINVAL);
  io::Fd fd(::open(path.c_str(), O_PATH | O_CLOEXEC | flags));
  if (!fd) return tl::unexpected(errno);
  return fd;
}

}  // namespace

tl::expected<FoundFile, int> find_file(const std::string& path, LastLink last) {
  auto fd = open_path(path, last == LastLink::keep ? O_NOFOLLOW : 0);
  if (!fd) return tl::unexpected(fd.error());
  FoundFile found;
  found.fd = std::move(*fd);
  auto real = path_of(found.fd.get());
  if (!real) return tl::unexpected(real.error());
  found.path = std::move(*real);
  if (::fstat(found.fd.get(), &found.status) != 0) return tl::unexpected(errno);
  return found;
}

tl::expected<FoundPlace, int> find_place(const std::string& path) {
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.pop_back();
  const std::size_t slash = trimmed.rfind('/');
  if (slash == std::string::npos) return tl::unexpected(EINVAL);
  FoundPlace place;
  place.name = trimmed.substr(slash + 1);
  if (place.name.empty() || place.name == "." || place.name == "..") {
    return tl::unexpected(EINVAL);
  }
  if (place.name.find('\0') != std::string::npos) return tl::unexpected(EINVAL);
  auto fd = open_path(slash == 0 ? "/" : trimmed.substr(0, slash), O_DIRECTORY);
  if (!fd) return tl::unexpected(fd.error());
  place.directory = std::move(*fd);
  const auto real = path_of(place.directory.get());
  if (!real) return tl::unexpected(real.error());
  place.path = (*real == "/" ? "" : *real) + "/" + place.name;
  return place;
}

tl::expected<io::Fd, int> reopen(const FoundFile& found, int flags) {
  // Non-blocking: what is a file now was one when it was judged, but a lease may be on it.
  io::Fd fd(::open(link_of(found.fd.get()).c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return tl::unexpected(errno);
  return fd;
}

bool is_on_pseudo_file_system(int fd) {
  struct statfs system{};
  if (::fstatfs(fd, &system) != 0) return true;
  const auto type = static_cast<unsigned long>(system.f_type);
  return std::ranges::find(kPseudo, type) != kPseudo.end();
}

}  // namespace tntc::worker
