#include "worker/walls.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string_view>
#include <utility>

#include "io/fd.h"
#include "worker/syscall_filter.h"

namespace tntc::worker {
namespace {

// Rights of ABI 1 to 5; the kernel is asked which of them it knows.
constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kRead = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_REG;
constexpr std::uint64_t kAbi1 = (1ull << 13) - 1;  // execute .. make_sym
constexpr std::uint64_t kRefer = 1ull << 13;       // ABI 2
constexpr std::uint64_t kTruncate = 1ull << 14;    // ABI 3
constexpr std::uint64_t kIoctlDev = 1ull << 15;    // ABI 5

std::uint64_t handled_rights(long abi) {
  std::uint64_t rights = kAbi1;
  if (abi >= 2) rights |= kRefer;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDev;
  return rights;
}

// A path that is not there needs no rule.
Result<void> allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const io::Fd parent(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!parent) return {};
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = parent.get();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) {
    return {};
  }
  // Directory rights are refused for a file.
  rule.allowed_access = rights & (kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate);
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) {
    return {};
  }
  return fail_errno("allowing " + path, errno);
}

// True when the files are walled off, false when this kernel cannot.
Result<bool> raise_landlock(const WallPlan& plan) {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  const std::uint64_t handled = handled_rights(abi);
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = handled;
  const io::Fd ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) return fail_errno("making a Landlock ruleset", errno);
  for (const std::string& path : plan.readable) {
    TNTC_CHECK(allow(ruleset.get(), path, kRead & handled));
  }
  for (const std::string& path : plan.writable) {
    TNTC_CHECK(allow(ruleset.get(), path, (kRead | kWrite | kRefer | kTruncate) & handled));
  }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return fail_errno("entering the Landlock ruleset", errno);
  }
  return true;
}

// A file that is to be written need not be there yet: to make it, its directory must be open.
std::string to_open(std::string path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return path;
  if (::access(path.c_str(), F_OK) == 0) return path;
  return path.substr(0, slash);
}

void note(std::string& list, std::string_view what) {
  if (!list.empty()) list += ", ";
  list += what;
}

}  // namespace

WallPlan make_wall_plan(std::vector<std::string> readable, std::vector<std::string> writable) {
  WallPlan plan;
  // Libraries (libcurl is loaded at the first fetch), certificates, time zones and locales.
  plan.readable = {
      "/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/share/ca-certificates", "/etc/ssl",
      "/etc/localtime", "/etc/timezone", "/etc/ld.so.cache",
      // Name resolution.
      "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
      "/etc/services", "/run/systemd/resolve",
      // What the VM reads about its machine.
      "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/sys/vm",
      "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random", "/etc/machine-id",
      // The Kubernetes API token and certificate of the pod.
      "/var/run/secrets"};
  for (std::string& path : readable) plan.readable.push_back(std::move(path));
  plan.writable = {"/tmp", "/dev/null"};
  for (std::string& path : writable) plan.writable.push_back(to_open(std::move(path)));
  return plan;
}

Result<Walls> raise_walls(const WallPlan& plan) {
  Walls walls;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return fail_errno("setting no_new_privs", errno);
  }
  TNTC_TRY(const bool landlock, during("raising the file wall", raise_landlock(plan)));
  note(landlock ? walls.standing : walls.missing,
       landlock ? "landlock" : "landlock (this kernel does not have it)");
  const auto filtered = install_syscall_filter();
  if (filtered) {
    note(walls.standing, "seccomp");
  } else {
    note(walls.missing, "seccomp (" + filtered.error().message + ")");
  }
  note(walls.standing, "no_new_privs");
  return walls;
}

}  // namespace tntc::worker
