#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/watch.h"

namespace tntc::cli::dev {

// Calls back when the files of a directory have changed and then been left alone for a moment, with
// the paths that changed. Editors write a file in several steps, and often several files. Where the
// files are never left alone it calls back all the same, now and then. A change made during the
// call is told in the next one.
class Reloader {
 public:
  using Changed = std::function<void(const std::vector<std::string>& paths)>;
  using Lost = std::function<void(const Error&)>;  // nothing is watched any more

  // What changed since the watch was made counts.
  static Result<std::unique_ptr<Reloader>> start(boost::asio::io_context& loop,
                                                 io::DirectoryWatch watch, Changed changed,
                                                 Lost lost);
  ~Reloader() { stop(); }
  void stop();

  // Whether files have changed that a call yet to come will tell of.
  bool has_changed_again();

 private:
  Reloader(boost::asio::io_context& loop, io::DirectoryWatch watch, int descriptor, Changed changed,
           Lost lost);
  void wait();
  void read();
  bool take_changes();
  void settle();

  io::DirectoryWatch watch_;
  boost::asio::posix::stream_descriptor readable_;  // a duplicate: the watch closes its own
  boost::asio::steady_timer quiet_;
  Changed changed_;
  Lost lost_;
  std::set<std::string> paths_;
  boost::asio::steady_timer::time_point first_change_;  // of those in paths_
};

}  // namespace tntc::cli::dev
