// A journal on a real disk, whose system calls die or fail (reliability 2 and 4):
//   journal_syscalls deaths|errors [--seed N] [--lie NAME]
// deaths: a process ends by _exit at its Nth call, before it or in the middle of a write, for every
// N. errors: the Nth call gives ENOSPC or EIO, a write EINTR or less than was asked for; once, and
// for ever. What was told must be there for the next process. The calls are those of the store:
// the linker has them come here first (--wrap).
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "tests/reliability/claims.h"
#include "tests/reliability/journal_life.h"
#include "tests/reliability/lies.h"

namespace tntc::reliability {
namespace {

enum class What { nothing, death, error, interrupted, less };

// What happens to which call.
struct Plan {
  What what = What::nothing;
  int at = 0;  // from 1
  bool for_ever = false;
  bool in_the_middle = false;  // of a write, when it is death
  int code = 0;
};

struct Calls {
  Plan plan;
  int made = 0;
  bool sync_failed = false;
  bool distrusted = false;  // since the turn after that
};
Calls calls;

bool is_hit() {
  ++calls.made;
  if (calls.plan.what == What::nothing || calls.made < calls.plan.at) return false;
  return calls.made == calls.plan.at || calls.plan.for_ever;
}

// True: errno is set, and the call is not to be made.
bool fails() {
  if (!is_hit()) return false;
  if (calls.plan.what == What::death) ::_exit(9);
  if (calls.plan.what != What::error) return false;  // of writes only
  errno = calls.plan.code;
  return true;
}

// How much of a write is made; nothing: errno is set.
std::optional<std::size_t> writes(std::size_t size) {
  if (!is_hit()) return size;
  switch (calls.plan.what) {
    case What::death:
      if (!calls.plan.in_the_middle) ::_exit(9);
      return size / 2;
    case What::less: return (size + 1) / 2;
    case What::interrupted: errno = EINTR; return std::nullopt;
    default: errno = calls.plan.code; return std::nullopt;
  }
}

ssize_t after_write(ssize_t written) {
  if (calls.plan.what == What::death && calls.made == calls.plan.at) ::_exit(9);
  return written;
}

}  // namespace

extern "C" {
// NOLINTBEGIN: the names are the linker's.
int __real_openat(int, const char*, int, ...);
ssize_t __real_pwrite(int, const void*, size_t, off_t);
ssize_t __real_write(int, const void*, size_t);
int __real_fsync(int);
int __real_fdatasync(int);
int __real_renameat(int, const char*, int, const char*);
int __real_rename(const char*, const char*);
int __real_ftruncate(int, off_t);
int __real_unlinkat(int, const char*, int);
int __real_mkostemp(char*, int);
int __real_posix_fallocate(int, off_t, off_t);

int __wrap_openat(int at, const char* path, int flags, ...) {
  if (fails()) return -1;
  va_list rest;
  va_start(rest, flags);
  const int mode = va_arg(rest, int);
  va_end(rest);
  return __real_openat(at, path, flags, mode);
}
ssize_t __wrap_pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  const auto part = writes(size);
  return part ? after_write(__real_pwrite(fd, bytes, *part, offset)) : -1;
}
ssize_t __wrap_write(int fd, const void* bytes, size_t size) {
  const auto part = writes(size);
  return part ? after_write(__real_write(fd, bytes, *part)) : -1;
}
int __wrap_fsync(int fd) {
  return fails() ? -1 : __real_fsync(fd);
}
int __wrap_fdatasync(int fd) {
  if (fails()) {
    calls.sync_failed = true;
    return -1;
  }
  return __real_fdatasync(fd);
}
int __wrap_renameat(int from, const char* old, int to, const char* name) {
  return fails() ? -1 : __real_renameat(from, old, to, name);
}
int __wrap_rename(const char* old, const char* name) {
  return fails() ? -1 : __real_rename(old, name);
}
int __wrap_ftruncate(int fd, off_t size) {
  return fails() ? -1 : __real_ftruncate(fd, size);
}
int __wrap_unlinkat(int at, const char* name, int flags) {
  return fails() ? -1 : __real_unlinkat(at, name, flags);
}
int __wrap_mkostemp(char* name, int flags) {
  return fails() ? -1 : __real_mkostemp(name, flags);
}
int __wrap_posix_fallocate(int fd, off_t offset, off_t size) {
  return fails() ? errno : __real_posix_fallocate(fd, offset, size);
}
// NOLINTEND
}

namespace {

namespace fs = std::filesystem;

// Where a sync costs nothing: what matters is the order of calls.
class Scratch {
 public:
  Scratch() {
    const std::string place = fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
    std::string name = place + "/tntc-journal-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      fmt::print(stderr, "making a directory in {}: errno {}\n", place, errno);
      std::exit(1);
    }
    path_ = name;
  }
  ~Scratch() { fs::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string empty() const {
    fs::remove_all(path_ / "state");
    return path_ / "state";
  }

 private:
  fs::path path_;
};

struct Wanted {
  std::uint64_t seed = 1;
  Lie lie = Lie::none;
};

JournalLife life_in(const std::string& place, const Wanted& wanted,
                    std::function<void(const std::string&)> told) {
  engine::journal::Options options;
  options.segment_bytes = 4096;
  options.inline_bytes = 256;
  options.keep_runs = 8;
  return JournalLife(
      [place, lie = wanted.lie]() -> Result<std::unique_ptr<engine::journal::Store>> {
        TNTC_TRY(auto store, engine::journal::open_disk_store(place));
        return with_lie(std::move(store), lie);
      },
      options, wanted.seed, std::move(told));
}

constexpr int kActs = 120;

int calls_of_a_life(const std::string& place, const Wanted& wanted) {
  calls = {};
  life_in(place, wanted, [](const std::string&) {}).live(kActs);
  return calls.made;
}

// A process that dies on the way; gives what it was told.
std::string told_by_child(const std::string& place, const Wanted& wanted, const Plan& plan) {
  int pipe[2];
  if (::pipe(pipe) != 0) return "";
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    calls = {.plan = plan};
    life_in(place, wanted, [out = pipe[1]](const std::string& line) {
      const std::string text = line + "\n";
      ::syscall(SYS_write, out, text.data(), text.size());
    }).live(kActs);
    ::_exit(0);
  }
  ::close(pipe[1]);
  std::string told;
  char bytes[4096];
  for (ssize_t size = 0; (size = ::read(pipe[0], bytes, sizeof bytes)) > 0;) {
    told.append(bytes, static_cast<std::size_t>(size));
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || (WEXITSTATUS(status) != 9 && WEXITSTATUS(status) != 0)) {
    told += "crashed 0\n";
  }
  return told;
}

void deaths(const Wanted& wanted, Claims& claims) {
  const Scratch scratch;
  const int last = calls_of_a_life(scratch.empty(), wanted);
  std::string wrong;
  int done = 0;
  for (int at = 1; at <= last && wrong.empty(); ++at) {
    for (const bool middle : {false, true}) {
      const std::string place = scratch.empty();
      Promises promises;
      const std::string told =
          told_by_child(place, wanted, {.what = What::death, .at = at, .in_the_middle = middle});
      if (told.find("crashed 0") != told.npos) wrong = fmt::format("call {}: it crashed", at);
      for (std::size_t begin = 0; begin < told.size();) {
        const std::size_t end = told.find('\n', begin);
        promises.take(told.substr(begin, end - begin));
        begin = end + 1;
      }
      calls = {};
      const std::string found =
          life_in(place, wanted, [](const std::string&) {}).look(promises, true, false);
      if (!found.empty()) wrong = fmt::format("dead at call {} of {}: {}", at, last, found);
      ++done;
    }
  }
  claims.check(fmt::format("what was told is there, at whichever of {} calls a process died", last),
               wrong.empty() && done > 200, wrong);
}

void errors(const Wanted& wanted, Claims& claims) {
  const Scratch scratch;
  const int last = calls_of_a_life(scratch.empty(), wanted);
  std::vector<Plan> kinds;
  for (const bool for_ever : {false, true}) {
    kinds.push_back({.what = What::error, .for_ever = for_ever, .code = ENOSPC});
    kinds.push_back({.what = What::error, .for_ever = for_ever, .code = EIO});
    kinds.push_back({.what = What::less, .for_ever = for_ever});
  }
  kinds.push_back({.what = What::interrupted});
  std::string wrong, believed;
  int done = 0;
  for (Plan plan : kinds) {
    for (plan.at = 1; plan.at <= last && wrong.empty(); ++plan.at, ++done) {
      const std::string place = scratch.empty();
      const std::string which = fmt::format("call {} of {}, errno {}{}", plan.at, last, plan.code,
                                            plan.for_ever ? " for ever" : "");
      Promises promises;
      calls = {.plan = plan};
      JournalLife life = life_in(place, wanted, [&](const std::string& line) {
        promises.take(line);
        if (calls.distrusted && !line.starts_with("begun")) believed = which + ": " + line;
      });
      life.before_turn = [] { calls.distrusted = calls.sync_failed; };
      life.live(kActs);
      calls = {};
      const std::string found =
          life_in(place, wanted, [](const std::string&) {}).look(promises, true, false);
      if (!found.empty()) wrong = which + ": " + found;
    }
  }
  claims.check(
      fmt::format("what was told is there after any of {} calls has failed ({} times)", last, done),
      wrong.empty() && done > 200, wrong);
  claims.check("after a sync that failed nothing is told to be kept", believed.empty(), believed);
}

int usage() {
  fmt::print(stderr, "journal_syscalls deaths|errors [--seed N] [--lie NAME]\n");
  return 2;
}

int run(int argc, char** argv) {
  if (argc < 2) return usage();
  const std::string_view test = argv[1];
  Wanted wanted;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (flag == "--seed") {
      wanted.seed = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (const auto lie = lie_named(argv[i + 1]); flag == "--lie" && lie) {
      wanted.lie = *lie;
    } else {
      return usage();
    }
  }
  Claims claims;
  if (test == "deaths") {
    deaths(wanted, claims);
  } else if (test == "errors") {
    errors(wanted, claims);
  } else {
    return usage();
  }
  return claims.end();
}

}  // namespace
}  // namespace tntc::reliability

int main(int argc, char** argv) {
  return tntc::reliability::run(argc, argv);
}
