#include "io/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

#include "io/fd.h"

namespace tntc::io {
namespace {

constexpr mode_t kForEveryone = 0644;
constexpr mode_t kForOwner = 0600;
constexpr std::size_t kLongestFile = std::size_t{1} << 40;  // keeps the sums below from wrapping
constexpr std::size_t kChunk = std::size_t{64} << 10;

// A path with a NUL would be cut there by the kernel and name another file.
Result<void> check_path(const std::string& path) {
  if (path.empty()) return fail(ErrorKind::invalid, "the path is empty");
  if (path.find('\0') != std::string::npos)
    return fail(ErrorKind::invalid, "the path holds a NUL character");
  return {};
}

FileKind kind_from_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::file;
  if (S_ISDIR(mode)) return FileKind::directory;
  return FileKind::other;
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("writing", errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

// The rename is kept by the disk only when the directory is.
Result<void> sync_directory(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail_errno("opening " + path, errno);
  // EINVAL: file systems that cannot sync a directory have nothing to lose by it.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return fail_errno("syncing " + path, errno);
  return {};
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> fill(const Fd& fd, std::string_view bytes, Readers readers) {
  TNTC_CHECK(write_all(fd.get(), bytes));
  if (::fchmod(fd.get(), readers == Readers::owner ? kForOwner : kForEveryone) != 0)
    return fail_errno("setting the mode", errno);
  if (::fsync(fd.get()) != 0) return fail_errno("syncing", errno);
  return {};
}

Result<void> replace(const std::string& path, std::string_view bytes, Readers readers) {
  std::string temporary = directory_of(path) + "/.tntc-XXXXXX";
  const Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return fail_errno("creating a file in " + directory_of(path), errno);

  auto done = fill(fd, bytes, readers);
  if (done && ::rename(temporary.c_str(), path.c_str()) != 0) done = fail_errno("renaming", errno);
  if (!done) ::unlink(temporary.c_str());
  return done;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const std::string doing = "reading " + path;
  TNTC_CHECK(during(doing, check_path(path)));
  // O_NONBLOCK: opening a named pipe would wait for its writer.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail_errno(doing, errno);

  struct stat facts{};
  if (::fstat(fd.get(), &facts) != 0) return fail_errno(doing, errno);
  if (!S_ISREG(facts.st_mode)) return fail(ErrorKind::invalid, doing + ": not a regular file");

  const std::size_t limit = std::min(max_bytes, kLongestFile);
  std::string bytes;
  // 0 for files the kernel makes up. One byte more than the file has, to see its end.
  std::size_t room = static_cast<std::size_t>(facts.st_size) + 1;
  // What is there already usually ends the file: a larger string would be a copy of it.
  for (;; room = std::max<std::size_t>(1, std::min(kChunk, bytes.capacity() - bytes.size()))) {
    const std::size_t used = bytes.size();
    bytes.resize(used + std::min(room, limit - used + 1));
    const ssize_t n = ::read(fd.get(), bytes.data() + used, bytes.size() - used);
    const int code = errno;
    bytes.resize(used + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0 && code == EINTR) continue;
    if (n < 0) return fail_errno(doing, code);
    if (n == 0) return bytes;
    if (bytes.size() > limit)
      return fail(ErrorKind::invalid, doing + ": longer than " + std::to_string(limit) + " bytes");
  }
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes,
                                   Readers readers) {
  const std::string doing = "writing " + path;
  TNTC_CHECK(during(doing, check_path(path)));
  TNTC_CHECK(during(doing, replace(path, bytes, readers)));
  return during(doing, sync_directory(directory_of(path)));
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  const std::string doing = "writing " + path;
  TNTC_CHECK(during(doing, check_path(path)));
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kForEveryone));
  if (!fd) return fail_errno(doing, errno);
  return during(doing, write_all(fd.get(), bytes));
}

Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) {
  const std::string doing = "listing " + path;
  TNTC_CHECK(during(doing, check_path(path)));
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), &::closedir);
  if (!directory) return fail_errno(doing, errno);

  std::vector<DirectoryEntry> entries;
  for (;;) {
    errno = 0;
    const dirent* const found = ::readdir(directory.get());
    if (found == nullptr && errno != 0) return fail_errno(doing, errno);
    if (found == nullptr) break;
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    std::string whole = path;
    whole.append("/").append(name);
    entries.push_back({name, kind_of(whole).value_or(FileKind::other)});
  }
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<FileKind> kind_of(const std::string& path) {
  TNTC_CHECK(during("looking at " + path, check_path(path)));
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return fail_errno("looking at " + path, errno);
  return kind_from_mode(facts.st_mode);
}

Result<std::string> real_path(const std::string& path) {
  TNTC_CHECK(during("resolving " + path, check_path(path)));
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), &::free);
  if (!real) return fail_errno("resolving " + path, errno);
  return std::string(real.get());
}

Result<void> make_directories(const std::string& path) {
  TNTC_CHECK(during("making " + path, check_path(path)));
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) return fail_errno("making " + path, code.value());
  return {};
}

bool is_within(std::string_view path, std::string_view directory) {
  if (directory == "/") return path.size() > 1 && path.starts_with('/');
  return path.size() > directory.size() + 1 && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

std::string normal_path(std::string_view path) {
  std::string text = std::filesystem::path(path).lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

Result<ScratchDirectory> ScratchDirectory::make() {
  std::string path = "/tmp/tntc-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    return fail_errno("making a scratch directory in /tmp", errno);
  return ScratchDirectory(std::move(path));
}

ScratchDirectory::~ScratchDirectory() {
  if (path_.empty()) return;
  // What cannot be removed stays in /tmp: there is nobody left to tell.
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tntc::io
