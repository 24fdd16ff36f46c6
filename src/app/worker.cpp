// tentacular-worker: started by tntc and tentacular-engine, never by hand. Descriptors 3 to 6 are
// the runs channel, the control channel, the bundle and what its
// nodes are given (worker/powers.h).
#include <sys/prctl.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string_view>

#include "io/core_dumps.h"
#include "runtime/js/thread_clock.h"
#include "runtime/js/vm.h"
#include "worker/worker.h"

namespace {

bool number_after(std::string_view argument, std::string_view name, std::size_t& value) {
  if (!argument.starts_with(name)) return false;
  argument.remove_prefix(name.size());
  const auto [end, error] =
      std::from_chars(argument.data(), argument.data() + argument.size(), value);
  return error == std::errc() && end == argument.data() + argument.size();
}

}  // namespace

int main(int argc, char** argv) {
  using tntc::io::Fd;
  tntc::io::forbid_core_dumps();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody is left to answer to
  ::signal(SIGPIPE, SIG_IGN);          // a peer of a fetch that is gone is an error of that fetch
  tntc::runtime::js::set_vm_options();
#ifndef TNTC_SANITIZED  // the sanitizers stand in the same place
  tntc::runtime::js::use_wall_time_for_limits();
#endif
  tntc::worker::WorkerOptions options;
  std::size_t slots = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    constexpr std::string_view kDirectory = "--directory=";
    if (number_after(argument, "--heap=", options.limits.heap_per_run)) continue;
    if (number_after(argument, "--max-output=", options.limits.max_output)) continue;
    if (number_after(argument, "--max-log-line=", options.limits.max_log_line)) continue;
    if (number_after(argument, "--slots=", slots)) continue;
    if (argument == "--require-walls") {
      options.require_walls = true;
    } else if (argument == "--powers") {
      options.powers = Fd(6);
    } else if (argument.starts_with(kDirectory)) {
      options.directory = argument.substr(kDirectory.size());
    } else {
      std::fprintf(stderr,
                   "tentacular-worker is started by tntc and tentacular-engine, not by hand\n");
      return 2;
    }
  }
  if (slots > 0) options.limits.max_slots = static_cast<int>(slots);
  options.runs = Fd(3);
  options.control = Fd(4);
  options.bundle = Fd(5);
  const auto worked = tntc::worker::work(std::move(options));
  if (!worked) std::fprintf(stderr, "tentacular-worker: %s\n", worked.error().message.c_str());
  return worked ? 0 : 1;
}
