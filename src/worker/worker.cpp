#include "worker/worker.h"

#include <cstdlib>
#include <utility>

#include "io/files.h"
#include "io/memfd.h"
#include "worker/supervisor.h"
#include "worker/walls.h"

namespace tntc::worker {
namespace {

constexpr std::size_t kLargestBundle = 64u << 20;

Result<Program> load_program(const io::Fd& memory) {
  TNTC_TRY(const io::Mapping mapping, io::map_sealed(memory.get(), kLargestBundle));
  TNTC_TRY(bundle::Bundle bundle, bundle::read_bundle(mapping.bytes()));
  return Program::make(std::move(bundle));
}

Result<std::string> load_text(const io::Fd& memory) {
  TNTC_TRY(const io::Mapping mapping, io::map_sealed(memory.get(), kLargestBundle));
  return std::string(mapping.bytes());
}

Result<Walls> raise(const WorkerOptions& options, const Powers& powers) {
  if (options.left_out.kernel) return Walls{{}, "all of them, for a test"};
  return raise_walls(make_wall_plan(powers.readable(), powers.writable()));
}

Result<void> serve(WorkerOptions& options, ipc::Channel& runs, ipc::Channel& control) {
  TNTC_TRY(MemoryWatch memory, MemoryWatch::open());
  TNTC_TRY(Program program, during("loading the bundle", load_program(options.bundle)));
  TNTC_TRY(const std::string handed,
           during("loading what the nodes are given", load_text(options.powers)));
  // Paths are judged by what they really are, so the root of them must be real too.
  const std::string directory = io::real_path(options.directory).value_or(options.directory);
  TNTC_TRY(Powers powers, Powers::make(program, directory, handed,
                                       options.left_out.grants ? Judge::nothing : Judge::all));
  // Nobody may find them again among the descriptors of this process.
  options.bundle = io::Fd();
  options.powers = io::Fd();
  TNTC_TRY(const Walls walls, raise(options, powers));
  if (options.require_walls && !walls.missing.empty()) {
    return fail(ErrorKind::unavailable, "these walls are missing: " + walls.missing,
                "run without --require-sandbox, or on a kernel that has them");
  }
  const Shared shared{std::move(program), std::move(runs),   std::move(control),
                      options.limits,     std::move(powers), options.left_out};
  TNTC_TRY(const std::unique_ptr<Supervisor> supervisor,
           Supervisor::make(shared, std::move(memory)));
  TNTC_CHECK(supervisor->serve({walls.standing, walls.missing.empty()}));
  // Threads may be in script for as long as they like: nothing waits for them.
  std::_Exit(0);
}

}  // namespace

Result<void> work(WorkerOptions options) {
  // Twice what one output may have: fan-in inputs and JSON escapes.
  const std::size_t largest = 64u << 20;
  ipc::Channel runs(std::move(options.runs), largest);
  ipc::Channel control(std::move(options.control), largest);
  const int control_fd = control.fd();
  Result<void> served = serve(options, runs, control);
  if (!served) {
    TNTC_TRY(io::Fd copy, io::duplicate(control_fd));
    (void)ipc::Channel(std::move(copy), largest).send(ipc::Refused{served.error().message});
  }
  return served;
}

}  // namespace tntc::worker
