#include "engine/worker_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "io/seqpacket.h"

namespace tntc::engine {
namespace {

// More runs than this do not wait for the end of the turn.
constexpr std::size_t kFullBatch = 32u << 10;

constexpr std::size_t kLargestMessage = 256u << 20;  // a result of many outputs

// The child's ends stand above the numbers it gets them under, so that no dup2 overwrites another.
Result<io::Fd> raised(int fd) {
  io::Fd high(::fcntl(fd, F_DUPFD_CLOEXEC, 64));
  if (!high) return fail_errno("duplicating a descriptor", errno);
  return high;
}

// Workers see no environment but what the VM and the C library need: node code has no variables of
// the service to find.
std::vector<std::string> worker_environment() {
  std::vector<std::string> environment = {"GIGACAGE_ENABLED=0", "LANG=C.UTF-8"};
  if (const char* zone = std::getenv("TZ")) environment.push_back(std::string("TZ=") + zone);
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void give(int fd, int as) { ::posix_spawn_file_actions_adddup2(&actions_, fd, as); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

Result<int> spawn(const WorkerStart& start, int runs, int control) {
  TNTC_TRY(const io::Fd high_runs, raised(runs));
  TNTC_TRY(const io::Fd high_control, raised(control));
  TNTC_TRY(const io::Fd high_bundle, raised(start.bundle));
  TNTC_TRY(const io::Fd high_powers, raised(start.powers));
  FileActions actions;
  actions.give(high_runs.get(), 3);
  actions.give(high_control.get(), 4);
  actions.give(high_bundle.get(), 5);
  actions.give(high_powers.get(), 6);

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  // Ctrl-C in the terminal is for us; we end our workers.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);

  std::vector<std::string> argv = {start.program};
  argv.insert(argv.end(), start.arguments.begin(), start.arguments.end());
  std::vector<std::string> environment = worker_environment();
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, start.program.c_str(), actions.get(), &attributes,
                                  pointers(argv).data(), pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail_errno("starting " + start.program, error);
  return pid;
}

std::string how_it_ended(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exit " + std::to_string(info.si_status);
  const char* name = ::strsignal(info.si_status);
  return "signal " + std::to_string(info.si_status) + " (" + (name != nullptr ? name : "?") + ")";
}

}  // namespace

WorkerProcess::Line::Line(boost::asio::io_context& loop, io::Fd socket)
    : channel(std::move(socket), kLargestMessage), ready(loop, channel.fd()) {}

WorkerProcess::WorkerProcess(boost::asio::io_context& loop, io::Fd runs, io::Fd control,
                             Events events)
    : loop_(loop),
      events_(std::move(events)),
      runs_(loop, std::move(runs)),
      control_(loop, std::move(control)),
      exit_(loop),
      alive_(std::make_shared<bool>(true)) {}

WorkerProcess::~WorkerProcess() {
  *alive_ = false;
  // The descriptors are the channels'.
  runs_.ready.release();
  control_.ready.release();
  if (pid_ <= 0) return;
  kill();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(boost::asio::io_context& loop,
                                                            const WorkerStart& start,
                                                            Events events) {
  TNTC_TRY(io::SeqpacketPair runs, io::make_seqpacket_pair());
  TNTC_TRY(io::SeqpacketPair control, io::make_seqpacket_pair());
  std::unique_ptr<WorkerProcess> worker(
      new WorkerProcess(loop, std::move(runs.first), std::move(control.first), std::move(events)));
  TNTC_TRY(worker->pid_, spawn(start, runs.second.get(), control.second.get()));
  io::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, worker->pid_, 0)));
  if (!pidfd) return fail_errno("watching a worker process", errno);
  worker->exit_.assign(pidfd.release());
  worker->watch_exit();
  worker->listen(worker->runs_);
  worker->listen(worker->control_);
  return worker;
}

void WorkerProcess::listen(Line& line) {
  line.ready.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this, &line, alive = alive_](const boost::system::error_code& error) {
                          if (!error && *alive) read(line);
                        });
}

void WorkerProcess::read(Line& line) {
  const std::shared_ptr<bool> alive = alive_;
  for (;;) {
    const auto incoming = line.channel.receive(line.inbox);
    if (!incoming) return kill();                           // it does not speak our protocol
    if (incoming->arrival == ipc::Arrival::closed) return;  // watch_exit tells
    if (incoming->arrival == ipc::Arrival::nothing_yet) break;
    events_.message(*incoming->message);
    if (!*alive) return;
  }
  listen(line);
}

void WorkerProcess::send_run(const ipc::StartRun& start) {
  const bool first = runs_.batch.packet.empty();
  ipc::append_to_batch(start, runs_.batch.packet);
  runs_.batch.runs.push_back(start.run);
  if (runs_.batch.packet.size() >= kFullBatch) return send_batch(runs_);
  if (!first) return;
  boost::asio::post(loop_, [this, alive = alive_] {
    if (*alive) send_batch(runs_);
  });
}

void WorkerProcess::send_control(const ipc::Message& message) {
  ipc::append_to_batch(message, control_.batch.packet);
  send_batch(control_);
}

void WorkerProcess::send_batch(Line& line) {
  if (line.batch.packet.empty()) return;
  Batch batch = std::exchange(line.batch, {});
  if (line.unsent.empty()) {
    const auto sent = line.channel.send_packet(batch.packet);
    if (!sent) return tell_unsent(batch, sent.error());
    if (*sent) return;
  }
  line.unsent.push_back(std::move(batch));
  if (line.unsent.size() == 1) flush(line);
}

void WorkerProcess::tell_unsent(const Batch& batch, const Error& error) {
  const std::shared_ptr<bool> alive = alive_;
  for (const ipc::RunNumber run : batch.runs) {
    if (*alive) events_.unsent(run, error);
  }
}

void WorkerProcess::flush(Line& line) {
  line.ready.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                        [this, &line, alive = alive_](const boost::system::error_code& error) {
                          if (error || !*alive) return;
                          while (!line.unsent.empty()) {
                            const auto sent = line.channel.send_packet(line.unsent.front().packet);
                            if (sent && !*sent) break;
                            const Batch batch = std::move(line.unsent.front());
                            line.unsent.pop_front();
                            if (!sent) tell_unsent(batch, sent.error());
                            if (!*alive) return;
                          }
                          if (!line.unsent.empty()) flush(line);
                        });
}

void WorkerProcess::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

void WorkerProcess::watch_exit() {
  exit_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                   [this, alive = alive_](const boost::system::error_code& error) {
                     if (!error && *alive) reap();
                   });
}

bool WorkerProcess::has_ended() const {
  siginfo_t info{};
  const int told = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return told == 0 && info.si_pid != 0;
}

void WorkerProcess::reap() {
  // Asio may tell of a descriptor what it had seen of another, now closed, whose place this one has
  // taken. To wait for the process would be to wait with the whole service.
  if (!has_ended()) return watch_exit();
  // What it said before it ended counts: answers may still lie in the sockets.
  const std::shared_ptr<bool> alive = alive_;
  read(runs_);
  if (!*alive) return;
  read(control_);
  if (!*alive) return;
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  events_.exited(how_it_ended(info));
}

}  // namespace tntc::engine
