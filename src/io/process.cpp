#include "io/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>

#include "io/fd.h"

namespace tntc::io {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSignalBase = 128;
constexpr std::size_t kChunk = std::size_t{64} << 10;

// Above the standard three, so that putting one in its place cannot overwrite another.
Result<Fd> above_standard(Fd fd) {
  constexpr int kFirst = 3;
  Fd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, kFirst));
  if (!moved) return fail_errno("duplicating a descriptor", errno);
  return moved;
}

// A file in memory instead of a pipe: nothing has to be fed to the child, and a child that does not
// read its input cannot break a pipe of ours.
Result<Fd> make_input(std::string_view text) {
  Fd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) return fail_errno("making the input", errno);
  while (!text.empty()) {
    const ssize_t n = ::write(file.get(), text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("writing the input", errno);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail_errno("rewinding the input", errno);
  return above_standard(std::move(file));
}

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("making a pipe", errno);
  Pipe pipe{Fd(ends[0]), Fd(ends[1])};
  TNTC_CHECK(set_non_blocking(pipe.read.get()));
  TNTC_TRY(pipe.write, above_standard(std::move(pipe.write)));
  return pipe;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void put(int fd, int at) { ::posix_spawn_file_actions_adddup2(&actions_, fd, at); }
  void enter(const std::string& directory) {
    ::posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// Its own process group, so that all it started can be killed with it; no blocked signals, and
// SIGPIPE as programs expect it, whatever we do with ours.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t signals;
    sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

Result<pid_t> spawn(const Command& command, int input, int output, int error) {
  FileActions actions;
  actions.put(input, STDIN_FILENO);
  actions.put(output, STDOUT_FILENO);
  actions.put(error, STDERR_FILENO);
  if (!command.directory.empty()) actions.enter(command.directory);
  const Attributes attributes;

  std::vector<std::string> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = command.environment;
  pid_t child = 0;
  const int code = ::posix_spawn(&child, command.program.c_str(), actions.get(), attributes.get(),
                                 pointers(arguments).data(), pointers(environment).data());
  if (code != 0) return fail_errno("starting " + command.program, code);
  return child;
}

// A child that is running; whatever happens, it is dead and reaped afterwards.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Result<Fd> end_signal() const {
    Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0U)));
    if (!fd) return fail_errno("watching the process", errno);
    return fd;
  }

  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_;
};

// What a child writes, up to a limit. The rest is read and dropped: a full pipe would stop it.
class Capture {
 public:
  Capture(Fd fd, std::size_t limit) : fd_(std::move(fd)), limit_(limit) {}

  int fd() const { return fd_.get(); }  // -1 once the other end is closed, which poll ignores

  // Reads what a pipe can hold at most, so that an endless writer cannot keep us here.
  void drain() {
    constexpr std::size_t kLargestPipe = std::size_t{1} << 20;
    std::array<char, kChunk> chunk;  // NOLINT: filled by read
    for (std::size_t reads = 0; fd_ && reads <= kLargestPipe / kChunk; ++reads) {
      const ssize_t n = ::read(fd_.get(), chunk.data(), chunk.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) return fd_.reset();
      keep({chunk.data(), static_cast<std::size_t>(n)});
    }
  }

  std::string text;
  bool was_cut = false;

 private:
  void keep(std::string_view bytes) {
    const std::size_t room = limit_ - text.size();
    was_cut = was_cut || bytes.size() > room;
    text += bytes.substr(0, room);
  }

  Fd fd_;
  std::size_t limit_;
};

int milliseconds_left(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<Milliseconds>(deadline - Clock::now()).count();
  constexpr long kLongest = 60'000;  // poll takes an int; it is called again
  return static_cast<int>(std::clamp<long>(left, 0, kLongest));
}

// Reads until the child has ended. False when the deadline came first.
Result<bool> follow(const Fd& ended, Capture& output, Capture& error, Clock::time_point deadline) {
  for (;;) {
    std::array<pollfd, 3> events{
        {{ended.get(), POLLIN, 0}, {output.fd(), POLLIN, 0}, {error.fd(), POLLIN, 0}}};
    const int ready = ::poll(events.data(), events.size(), milliseconds_left(deadline));
    if (ready < 0 && errno != EINTR) return fail_errno("waiting for the process", errno);
    if (ready > 0) {
      output.drain();
      error.drain();
      if (events[0].revents != 0) return true;
    }
    if (Clock::now() >= deadline) return false;
  }
}

Result<Finished> run_to_end(const Command& command) {
  const auto deadline = Clock::now() + command.deadline;
  TNTC_TRY(Fd input, make_input(command.input));
  TNTC_TRY(Pipe output, make_pipe());
  TNTC_TRY(Pipe error, make_pipe());
  TNTC_TRY(const pid_t pid, spawn(command, input.get(), output.write.get(), error.write.get()));
  Child child(pid);
  output.write.reset();
  error.write.reset();

  TNTC_TRY(const Fd ended, child.end_signal());
  Capture out(std::move(output.read), command.max_output);
  Capture err(std::move(error.read), command.max_error);
  TNTC_TRY(const bool in_time, follow(ended, out, err, deadline));
  if (!in_time)
    return fail(ErrorKind::unavailable, "not finished after " + to_text(command.deadline));

  // What it wrote between the last read and its end.
  out.drain();
  err.drain();
  return Finished{child.reap(), std::move(out.text), std::move(err.text), out.was_cut, err.was_cut};
}

}  // namespace

Result<Finished> run(const Command& command) {
  return during("running " + command.program, run_to_end(command));
}

}  // namespace tntc::io
