#pragma once

#include <memory>
#include <vector>

#include "engine/journal/store.h"
#include "tests/reliability/sim_worker.h"

namespace tntc::reliability {

// What the processes and the disk of a simulation ask of it.
class SimWorld {
 public:
  virtual ~SimWorld() = default;
  virtual Witness& witness() = 0;
  virtual const WorkerFaults& worker_faults() = 0;
  virtual void worker_started(const std::shared_ptr<SimWorker>& worker) = 0;
  virtual Result<std::unique_ptr<engine::journal::Store>> open_store() = 0;
};

// The one there is.
SimWorld& world();

}  // namespace tntc::reliability
