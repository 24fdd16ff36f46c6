#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/fd.h"
#include "ipc/channel.h"

namespace tntc::engine {

struct WorkerStart {
  std::string program;                 // path of tentacular-worker
  std::vector<std::string> arguments;  // after argv[0]
  int bundle = -1;                     // sealed memfd
  int powers = -1;                     // sealed memfd (worker/powers.h)
};

// A tentacular-worker child and the two channels to it. Callbacks come on the loop and may destroy
// the WorkerProcess. Destroying it kills the child and reaps it.
class WorkerProcess {
 public:
  struct Events {
    std::function<void(const ipc::Message&)> message;
    // A run could not be sent. `unavailable`: the child has ended and never gets it.
    std::function<void(ipc::RunNumber, const Error&)> unsent;
    std::function<void(const std::string& how)> exited;  // "exit 1", "signal 9 (Killed)"; last
  };

  static Result<std::unique_ptr<WorkerProcess>> start(boost::asio::io_context& loop,
                                                      const WorkerStart& start, Events events);
  ~WorkerProcess();

  // What is sent in one turn of the loop leaves together at its end. Queued when the child is slow
  // to read.
  void send_run(const ipc::StartRun& start);
  void send_control(const ipc::Message& message);
  void kill();

 private:
  // Messages in one packet, and whose runs they begin.
  struct Batch {
    std::string packet;
    std::vector<ipc::RunNumber> runs;
  };
  // One channel with what has not been sent yet.
  struct Line {
    Line(boost::asio::io_context& loop, io::Fd socket);

    ipc::Channel channel;
    boost::asio::posix::stream_descriptor ready;  // shares the channel's descriptor
    ipc::Inbox inbox;
    Batch batch;               // of this turn of the loop
    std::deque<Batch> unsent;  // for which there was no room
  };

  WorkerProcess(boost::asio::io_context& loop, io::Fd runs, io::Fd control, Events events);
  void listen(Line& line);
  void read(Line& line);
  void send_batch(Line& line);
  void tell_unsent(const Batch& batch, const Error& error);
  void flush(Line& line);
  void watch_exit();
  bool has_ended() const;
  void reap();

  boost::asio::io_context& loop_;
  Events events_;
  Line runs_;
  Line control_;
  boost::asio::posix::stream_descriptor exit_;
  int pid_ = -1;
  std::shared_ptr<bool> alive_;  // tells handlers already queued on the loop that we are gone
};

}  // namespace tntc::engine
