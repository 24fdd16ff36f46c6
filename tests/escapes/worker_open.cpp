// tentacular-worker with walls that can be left out, for tests/escapes only:
//   --leave-out=realm,grants,kernel   before the arguments of the real one
// Without the realm's wall eval works and script has system calls (raw.h); without grants every
// question of script is answered with yes; without the kernel's walls there is no Landlock,
// seccomp.
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <string_view>
#include <utility>

#include "runtime/js/thread_clock.h"
#include "runtime/js/vm.h"
#include "tests/escapes/raw.h"
#include "worker/arguments.h"

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPIPE, SIG_IGN);
  tntc::runtime::js::set_vm_options();
#ifndef TNTC_THREAD_SANITIZED
  tntc::runtime::js::use_wall_time_for_limits();
#endif
  constexpr std::string_view kLeaveOut = "--leave-out=";
  std::string_view left_out;
  char** first = argv + 1;
  if (argc > 1 && std::string_view(argv[1]).starts_with(kLeaveOut)) {
    left_out = std::string_view(argv[1]).substr(kLeaveOut.size());
    ++first;
  }
  auto options = tntc::worker::parse_arguments({first, argv + argc});
  if (!options) return 2;
  const auto has = [left_out](std::string_view wall) {
    return left_out.find(wall) != std::string_view::npos;
  };
  if (has("realm")) options->left_out.realm = &tntc::escapes::give_raw;
  options->left_out.grants = has("grants");
  options->left_out.kernel = has("kernel");
  const auto worked = tntc::worker::work(std::move(*options));
  if (!worked) std::fprintf(stderr, "tentacular-worker: %s\n", worked.error().message.c_str());
  return worked ? 0 : 1;
}
