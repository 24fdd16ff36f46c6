#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "ipc/channel.h"
#include "secrets/redactor.h"

namespace tntc::worker {

// Log lines on their way to the service. Written by a slot's thread, passed on by it when its run
// ends, and by the supervisor while the run goes on.
class LogBuffer {
 public:
  LogBuffer(ipc::Outbox& outbox, const secrets::Redactor& redactor, std::size_t max_line);

  // Secrets are taken out, before a cut could leave a part of one. Lines longer than the limit are
  // cut and say so.
  void add(ipc::LogRecord line);
  // Puts what is there into the outbox.
  void flush();
  bool empty();

 private:
  ipc::Outbox& outbox_;
  const secrets::Redactor& redactor_;
  std::size_t max_line_;
  std::mutex mutex_;
  std::vector<ipc::LogRecord> lines_;  // guarded by mutex_
  std::size_t bytes_ = 0;              // guarded by mutex_
};

}  // namespace tntc::worker
