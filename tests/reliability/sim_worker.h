#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/message.h"
#include "worker/program.h"
#include "worker/run_state.h"

namespace tntc::reliability {

// What is seen of runs from outside, and held against what was promised.
class Witness {
 public:
  virtual ~Witness() = default;
  // A worker begins with a run; `digest` is that of its bundle.
  virtual void run_begins(const std::string& run, const std::string& digest, bool recorded) = 0;
  virtual void node_begins(const std::string& run, const std::string& node, int attempt) = 0;
  // `execution` tells executions of a node apart that claim to be the same attempt.
  virtual void effect(const std::string& run, const std::string& node, int attempt,
                      std::uint64_t execution, const std::string& input) = 0;
  virtual void step_done(const std::string& run, const std::string& node, const std::string& step,
                         const std::string& value) = 0;
  virtual void step_known(const std::string& run, const std::string& node, const std::string& step,
                          const std::string& value) = 0;
  virtual void step_kept(const std::string& run, const std::string& node, const std::string& step,
                         const std::string& value) = 0;
  virtual void output(const std::string& run, const std::string& node, const std::string& text) = 0;
  // The service has said that it keeps the end of a node.
  virtual void end_kept(const std::string& run, const std::string& node) = 0;
  // The service hears of the end of a run.
  virtual void done_heard(const std::string& run) = 0;
};

struct WorkerFaults {
  int dies = 0;          // per thousand, at each thing a node does
  int freezes = 0;       // the same: it does nothing for longer than the service waits
  int fails = 150;       // per thousand attempts
  bool hasty = false;    // sabotage: effects do not wait for the service
  bool repeats = false;  // sabotage: the number of an attempt is always 1
};

// A worker process: RunState drives its runs, as worker::Execution does; what nodes do is made up.
// Messages take their time, in order on each of the two channels.
class SimWorker : public std::enable_shared_from_this<SimWorker> {
 public:
  struct Service {
    std::function<void(const ipc::Message&)> message;
    std::function<void(const std::string& how)> exited;
  };

  SimWorker(worker::Program program, std::string digest, Service service, Witness& witness,
            const WorkerFaults& faults);
  ~SimWorker();

  void begin();
  bool alive() const { return alive_; }
  void take_run(std::string packet);
  void take_control(std::string packet);
  void die(const std::string& how);
  // The service is gone: it hears nothing of it.
  void forget_service() { service_ = {}; }

 private:
  class Run;
  struct Line {
    std::int64_t last = 0;  // when what was sent last arrives
  };

  // While it lives, and is not frozen.
  void after(std::int64_t delay, std::function<void()> act);
  std::int64_t arrival(Line& line) const;
  void tell(Line& line, std::vector<std::string> packets);
  void start_run(const ipc::StartRun& start);
  void on_control(const ipc::Message& message);
  void beat();

  worker::Program program_;
  std::string digest_;
  Service service_;
  Witness& witness_;
  const WorkerFaults& faults_;
  bool alive_ = true;
  bool up_ = false;
  bool beating_ = false;
  std::int64_t frozen_until_ = 0;
  Line runs_in_, control_in_, runs_out_, control_out_;
  std::map<ipc::RunNumber, std::shared_ptr<Run>> running_;
  std::map<ipc::RunNumber, std::string> ids_;
  std::set<ipc::RunNumber> cancelled_;  // before they came
};

}  // namespace tntc::reliability
