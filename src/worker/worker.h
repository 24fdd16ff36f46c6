#pragma once

#include <string>

#include "base/result.h"
#include "io/fd.h"
#include "worker/left_out.h"
#include "worker/shared.h"

namespace tntc::worker {

struct WorkerOptions {
  io::Fd runs;     // SEQPACKET to the service
  io::Fd control;  // the same
  io::Fd bundle;   // sealed memfd
  io::Fd powers;   // sealed memfd with JSON text (powers.h)
  Limits limits;
  std::string directory;
  bool require_walls = false;
  LeftOut left_out;
};

// A worker process from its walls to its end: returns when the service wants it to exit. A failure
// to come up is told to the service too.
Result<void> work(WorkerOptions options);

}  // namespace tntc::worker
