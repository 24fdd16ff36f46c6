// tentacular-worker: started by tntc and tentacular-engine, never by hand. Wiring only.
#include <sys/prctl.h>

#include <csignal>
#include <cstdio>
#include <utility>

#include "io/core_dumps.h"
#include "runtime/js/thread_clock.h"
#include "runtime/js/vm.h"
#include "worker/arguments.h"

int main(int argc, char** argv) {
  tntc::io::forbid_core_dumps();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody is left to answer to
  ::signal(SIGPIPE, SIG_IGN);          // a peer of a fetch that is gone is an error of that fetch
  tntc::runtime::js::set_vm_options();
#ifndef TNTC_THREAD_SANITIZED  // which stands in the same place
  tntc::runtime::js::use_wall_time_for_limits();
#endif
  auto options = tntc::worker::parse_arguments({argv + 1, argv + argc});
  if (!options) {
    std::fprintf(stderr,
                 "tentacular-worker is started by tntc and tentacular-engine, not by hand\n");
    return 2;
  }
  const auto worked = tntc::worker::work(std::move(*options));
  if (!worked) std::fprintf(stderr, "tentacular-worker: %s\n", worked.error().message.c_str());
  return worked ? 0 : 1;
}
