#pragma once

#include <cstddef>
#include <string>

#include "ipc/channel.h"
#include "worker/left_out.h"
#include "worker/powers.h"
#include "worker/program.h"

namespace tntc::worker {

struct Limits {
  std::size_t heap_per_run = 256u << 20;  // bytes, estimated (supervisor.h)
  std::size_t max_output = 10u << 20;     // bytes of one output as JSON text
  std::size_t max_log_line = 16u << 10;   // bytes
  int max_slots = 64;                     // threads, each with a VM
};

// What every thread of a worker process reads and none changes.
struct Shared {
  Program program;
  ipc::Channel runs;     // StartRun in; RunDone, Touched, Logs out
  ipc::Channel control;  // CancelRun, Quit in; Ready, Heartbeat, Condemned out
  Limits limits;
  Powers powers;
  LeftOut left_out;
};

// Unix epoch, milliseconds.
std::int64_t epoch_ms();

}  // namespace tntc::worker
