#include "cli/init/staging.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "io/files.h"

namespace tntc::cli::init {
namespace {

constexpr mode_t kDirectoryMode = 0755;  // mkdtemp makes 0700

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

sigset_t hold_signals() {
  sigset_t interrupts, before;
  sigemptyset(&interrupts);
  sigaddset(&interrupts, SIGINT);
  sigaddset(&interrupts, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &interrupts, &before);
  return before;
}

}  // namespace

Result<Staging> Staging::make(const std::string& target) {
  const sigset_t before = hold_signals();
  std::string path = target + ".new-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    const int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return fail_errno("making " + target, code);
  }
  Staging staging(target, path, before);
  if (::chmod(path.c_str(), kDirectoryMode) != 0) return fail_errno("making " + target, errno);
  return staging;
}

Staging::Staging(Staging&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::exchange(other.path_, {})),
      mask_before_(other.mask_before_),
      holds_signals_(std::exchange(other.holds_signals_, false)) {}

Staging::~Staging() {
  std::error_code ignored;  // nothing better can be done about what cannot be removed
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  if (holds_signals_) pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

Result<void> Staging::write(const std::string& path, std::string_view text) {
  const std::string file = path_ + '/' + path;
  TNTC_CHECK(io::make_directories(parent_of(file)));
  return io::write_file_atomically(file, text);
}

Result<void> Staging::publish() {
  if (::rename(path_.c_str(), target_.c_str()) == 0) {
    path_.clear();
    return {};
  }
  if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR) {
    return fail(ErrorKind::conflict, target_ + " is there already");
  }
  return fail_errno("making " + target_, errno);
}

}  // namespace tntc::cli::init
