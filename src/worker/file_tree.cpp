#include "worker/file_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

namespace tntc::worker {
namespace {

constexpr std::size_t kMostEntries = 100'000;
constexpr int kDeepest = 128;  // a descriptor for each
constexpr std::size_t kPiece = std::size_t{256} << 10;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

EntryKind kind_of(int directory, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG: return EntryKind::file;
    case DT_DIR: return EntryKind::directory;
    case DT_LNK: return EntryKind::link;
    case DT_UNKNOWN: break;
    default: return EntryKind::other;
  }
  struct stat status{};
  if (::fstatat(directory, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return EntryKind::other;
  }
  if (S_ISREG(status.st_mode)) return EntryKind::file;
  if (S_ISDIR(status.st_mode)) return EntryKind::directory;
  return S_ISLNK(status.st_mode) ? EntryKind::link : EntryKind::other;
}

int remove_below(int directory, const std::string& name, int depth, std::size_t& left) {
  if (left-- == 0) return E2BIG;
  const int code = remove_one(directory, name);
  if (code != ENOTEMPTY && code != EEXIST) return code;
  if (depth >= kDeepest) return ELOOP;
  constexpr int kDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const io::Fd below(::openat(directory, name.c_str(), kDirectory));
  if (!below) return errno;
  io::Fd listed(::openat(below.get(), ".", kDirectory));
  if (!listed) return errno;
  const auto entries = entries_of(std::move(listed));
  if (!entries) return entries.error();
  for (const TreeEntry& entry : *entries) {
    if (const int failed = remove_below(below.get(), entry.name, depth + 1, left); failed != 0) {
      return failed;
    }
  }
  return remove_one(directory, name);
}

}  // namespace

tl::expected<std::vector<TreeEntry>, int> entries_of(io::Fd directory) {
  const std::unique_ptr<DIR, CloseDirectory> stream(::fdopendir(directory.get()));
  if (!stream) return tl::unexpected(errno);
  const int fd = directory.release();  // the stream's now
  std::vector<TreeEntry> entries;
  for (errno = 0; const dirent* entry = ::readdir(stream.get()); errno = 0) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (entries.size() >= kMostEntries) return tl::unexpected(E2BIG);
    entries.push_back({std::string(name), kind_of(fd, *entry)});
  }
  if (errno != 0) return tl::unexpected(errno);
  return entries;
}

int remove_one(int directory, const std::string& name) {
  if (::unlinkat(directory, name.c_str(), 0) == 0) return 0;
  if (errno != EISDIR && errno != EPERM) return errno;
  const int code = errno;
  if (::unlinkat(directory, name.c_str(), AT_REMOVEDIR) == 0) return 0;
  return errno == ENOTDIR ? code : errno;
}

int remove_tree(int directory, const std::string& name) {
  std::size_t left = kMostEntries;
  return remove_below(directory, name, 0, left);
}

// The size of a file is a hint: it may grow meanwhile.
int read_whole(int fd, std::uint64_t most, std::string& into) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) return errno;
  const auto said = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
  if (said > most) return EFBIG;
  into.resize(static_cast<std::size_t>(said) + 1);
  for (std::size_t size = 0;;) {
    const ssize_t got = ::read(fd, into.data() + size, into.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    size += static_cast<std::size_t>(got);
    if (size > most) return EFBIG;
    if (got == 0) {
      into.resize(size);
      return 0;
    }
    if (size == into.size()) into.resize(size + kPiece);
  }
}

int copy_bytes(int from, int to, std::uint64_t most) {
  const std::unique_ptr<char[]> piece(new char[kPiece]);
  for (std::uint64_t done = 0;;) {
    const ssize_t got = ::read(from, piece.get(), kPiece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : 0;
    done += static_cast<std::uint64_t>(got);
    if (done > most) return EFBIG;
    for (ssize_t sent = 0; sent < got;) {
      const ssize_t n = ::write(to, piece.get() + sent, static_cast<std::size_t>(got - sent));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno;
      sent += n;
    }
  }
}

}  // namespace tntc::worker
