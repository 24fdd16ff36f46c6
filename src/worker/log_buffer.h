#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "ipc/channel.h"

namespace tntc::worker {

// Log lines on their way to the service. Written by a slot's thread, sent by it when its run ends
// or it goes to sleep, and by the supervisor when the thread is kept busy by script.
class LogBuffer {
 public:
  LogBuffer(const ipc::Channel& channel, std::size_t max_line);

  // Lines longer than the limit are cut and say so.
  void add(ipc::LogRecord line);
  // Sends what is there. Lines are lost only when the service is gone.
  void flush();
  bool empty();

 private:
  const ipc::Channel& channel_;
  std::size_t max_line_;
  std::mutex mutex_;
  std::vector<ipc::LogRecord> lines_;  // guarded by mutex_
  std::size_t bytes_ = 0;              // guarded by mutex_
};

}  // namespace tntc::worker
