// Stands in for engine/worker_process.cpp and engine/journal/disk_store.cpp: processes and disk of
// the simulation.
#include <boost/asio/post.hpp>
#include <utility>

#include "bundle/bundle.h"
#include "engine/worker_process.h"
#include "io/memfd.h"
#include "tests/reliability/sim_world.h"

namespace tntc::engine {

using reliability::SimWorker;
using reliability::world;

namespace {

// By the process id that a WorkerProcess has.
std::map<int, std::shared_ptr<SimWorker>>& processes() {
  static std::map<int, std::shared_ptr<SimWorker>> all;
  return all;
}

int next_pid = 1;

Result<worker::Program> program_of(int memory, std::string& digest) {
  TNTC_TRY(const io::Mapping mapping, io::map_sealed(memory, 1u << 20));
  TNTC_TRY(bundle::Bundle bundle, bundle::read_bundle(mapping.bytes()));
  digest = bundle.digest;
  return worker::Program::make(std::move(bundle));
}

}  // namespace

WorkerProcess::Line::Line(boost::asio::io_context& loop, io::Fd socket)
    : channel(std::move(socket), 1), ready(loop) {}

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
  const auto process = processes().extract(pid_);
  process.mapped()->forget_service();
  process.mapped()->die("signal 9 (Killed)");
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(boost::asio::io_context& loop,
                                                            const WorkerStart& start,
                                                            Events events) {
  std::string digest;
  TNTC_TRY(worker::Program program, program_of(start.bundle, digest));
  std::unique_ptr<WorkerProcess> made(
      new WorkerProcess(loop, io::Fd(), io::Fd(), std::move(events)));
  made->pid_ = next_pid++;
  const auto tell = [raw = made.get(), alive = made->alive_](const ipc::Message& message) {
    if (*alive) raw->events_.message(message);
  };
  const auto exited = [raw = made.get(), alive = made->alive_](const std::string& how) {
    if (*alive) raw->events_.exited(how);
  };
  auto process =
      std::make_shared<SimWorker>(std::move(program), digest, SimWorker::Service{tell, exited},
                                  world().witness(), world().worker_faults());
  processes()[made->pid_] = process;
  world().worker_started(process);
  process->begin();
  return made;
}

void WorkerProcess::send_run(const ipc::StartRun& start) {
  const auto& process = processes().at(pid_);
  if (process->alive()) {
    std::string packet;
    ipc::encode(start, packet);
    return process->take_run(std::move(packet));
  }
  boost::asio::post(loop_, [this, run = start.run, alive = alive_] {
    if (*alive) events_.unsent(run, Error{.kind = ErrorKind::unavailable, .message = "it is gone"});
  });
}

void WorkerProcess::send_control(const ipc::Message& message) {
  const auto& process = processes().at(pid_);
  std::string packet;
  ipc::encode(message, packet);
  if (process->alive()) process->take_control(std::move(packet));
}

void WorkerProcess::kill() {
  processes().at(pid_)->die("signal 9 (Killed)");
}

}  // namespace tntc::engine

namespace tntc::engine::journal {

Result<std::unique_ptr<Store>> open_disk_store(const std::string&) {
  return reliability::world().open_store();
}

}  // namespace tntc::engine::journal
