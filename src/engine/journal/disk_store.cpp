#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/journal/store.h"
#include "io/fd.h"
#include "io/files.h"

namespace tntc::engine::journal {
namespace {

constexpr const char* kLock = "lock";
constexpr mode_t kOwnerOnly = 0600;
constexpr const char* kAnotherPlace =
    "it must be a directory of the user that runs this; tentacular-engine takes another by --state "
    "DIR";
constexpr auto kLockPatience = std::chrono::seconds(1);

tl::unexpected<Error> failure(std::string doing, int code) {
  auto error = fail_errno(std::move(doing), code);
  if (error.value().kind == ErrorKind::no_space) {
    error.value().hint = "make room on the disk that holds the journal; it goes on by itself";
  }
  return error;
}

// Where the last byte ends that may be none of a hole; without knowledge of holes, the file.
Result<std::size_t> written_size(int fd) {
  struct stat facts{};
  if (::fstat(fd, &facts) != 0) return fail_errno("looking at a file", errno);
  off_t end = 0;
  while (end < facts.st_size) {
    const off_t data = ::lseek(fd, end, SEEK_DATA);
    if (data < 0 && errno == ENXIO) return static_cast<std::size_t>(end);  // a hole is left
    const off_t hole = data < 0 ? data : ::lseek(fd, data, SEEK_HOLE);
    if (hole <= data) break;
    end = hole;
  }
  return static_cast<std::size_t>(facts.st_size);
}

class DiskStore : public Store {
 public:
  DiskStore(std::string path, io::Fd directory, io::Fd lock)
      : path_(std::move(path)), directory_(std::move(directory)), lock_(std::move(lock)) {}

  Result<std::vector<std::string>> list() override {
    TNTC_TRY(const auto entries, io::list_directory(path_));
    std::vector<std::string> names;
    for (const io::DirectoryEntry& entry : entries) {
      if (entry.kind == io::FileKind::file && entry.name != kLock) names.push_back(entry.name);
    }
    return names;
  }

  // Without the zeros at its end of which the filesystem knows: most of a segment that an engine
  // has left is reserved, and was never written.
  Result<std::string> read(const std::string& name) override {
    const std::string doing = "reading " + at(name);
    const io::Fd fd(::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) return failure(doing, errno);
    TNTC_TRY(const std::size_t size, during(doing, written_size(fd.get())));
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n =
          ::pread(fd.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failure(doing, errno);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
  }

  Result<void> reserve(const std::string& name, std::size_t size) override {
    const io::Fd fd(::openat(directory_.get(), name.c_str(),
                             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
    if (!fd) return failure("making " + at(name), errno);
    const int code = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(size));
    if (code != 0) {
      ::unlinkat(directory_.get(), name.c_str(), 0);
      return failure("making room for " + at(name), code);
    }
    if (::fsync(fd.get()) != 0) return failure("syncing " + at(name), errno);
    return sync_directory();
  }

  Result<void> open(const std::string& reserved, const std::string& name) override {
    const int from = directory_.get();
    if (::renameat(from, reserved.c_str(), from, name.c_str()) != 0) {
      return failure("naming " + at(name), errno);
    }
    file_ = io::Fd(::openat(from, name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file_) return failure("opening " + at(name), errno);
    open_name_ = name;
    return sync_directory();
  }

  Result<void> write_at(std::size_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto written =
          ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failure("writing " + at(open_name_), errno);
      if (written == 0) return failure("writing " + at(open_name_), ENOSPC);
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::size_t>(written);
    }
    return {};
  }

  Result<void> sync() override {
    if (::fdatasync(file_.get()) != 0) return failure("syncing " + at(open_name_), errno);
    return {};
  }

  Result<void> cut(const std::string& name, std::size_t size) override {
    const io::Fd fd(::openat(directory_.get(), name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(size)) != 0 || ::fsync(fd.get()) != 0) {
      return failure("cutting " + at(name), errno);
    }
    return {};
  }

  Result<void> put(const std::string& name, std::string_view bytes) override {
    return io::write_file_atomically(at(name), bytes, io::Readers::owner);
  }

  Result<void> remove(const std::string& name) override {
    if (::unlinkat(directory_.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
      return failure("removing " + at(name), errno);
    }
    return {};
  }

 private:
  std::string at(const std::string& name) const { return path_ + "/" + name; }

  Result<void> sync_directory() {
    if (::fsync(directory_.get()) != 0) return failure("syncing " + path_, errno);
    return {};
  }

  std::string path_;
  io::Fd directory_;
  io::Fd lock_;
  io::Fd file_;
  std::string open_name_;
};

// Its process, for the message; the lock itself is the kernel's and ends with it.
std::string holder_of(int lock) {
  char text[32] = {};
  const auto size = ::pread(lock, text, sizeof text - 1, 0);
  const std::string_view digits(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t end = digits.find_first_not_of("0123456789");
  if (end == 0 || digits.empty()) return "another process";
  return "process " + std::string(digits.substr(0, end));
}

Result<io::Fd> take_lock(const std::string& path) {
  io::Fd lock(
      ::open((path + "/" + kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (!lock) return failure("opening " + path + "/" + kLock, errno);
  // A child that its holder was starting when it died may have it for a moment more.
  const auto until = std::chrono::steady_clock::now() + kLockPatience;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failure("locking " + path, errno);
    if (std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    return fail(ErrorKind::conflict,
                "the journal in " + path + " is in use by " + holder_of(lock.get()),
                "stop that engine, or give this one a directory of its own (--state DIR)");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // For people only.
  if (::ftruncate(lock.get(), 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(lock.get(), pid.data(), pid.size(), 0);
  }
  return lock;
}

}  // namespace

Result<std::unique_ptr<Store>> open_disk_store(const std::string& path) {
  if (const auto made = io::make_directories(path); !made) {
    return fail(made.error().kind, made.error().message, kAnotherPlace);
  }
  if (::chmod(path.c_str(), 0700) != 0) {
    auto error = failure("closing " + path + " to others", errno);
    error.value().hint = kAnotherPlace;
    return error;
  }
  io::Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return failure("opening " + path, errno);
  TNTC_TRY(io::Fd lock, take_lock(path));
  // It stands in the directory of a workflow, which may be a repository; inputs do not belong
  // there.
  const std::string ignore = path + "/.gitignore";
  if (::access(ignore.c_str(), F_OK) != 0) TNTC_CHECK(io::write_file(ignore, "*\n"));
  return std::unique_ptr<Store>(
      std::make_unique<DiskStore>(path, std::move(directory), std::move(lock)));
}

}  // namespace tntc::engine::journal
