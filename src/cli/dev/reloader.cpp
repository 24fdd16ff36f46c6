#include "cli/dev/reloader.h"

#include <chrono>

#include "cli/dev/ignored.h"
#include "io/fd.h"

namespace tntc::cli::dev {
namespace {

// Longer than an editor takes between its steps, too short to be waited for.
constexpr std::chrono::milliseconds kQuiet{100};

}  // namespace

Result<std::unique_ptr<Reloader>> Reloader::start(boost::asio::io_context& loop,
                                                  const std::string& directory, Changed changed,
                                                  Lost lost) {
  TNTC_TRY(io::DirectoryWatch watch, io::DirectoryWatch::make(directory, &is_ignored));
  TNTC_TRY(io::Fd copy, io::duplicate(watch.descriptor()));
  std::unique_ptr<Reloader> reloader(
      new Reloader(loop, std::move(watch), copy.release(), std::move(changed), std::move(lost)));
  reloader->wait();
  return reloader;
}

Reloader::Reloader(boost::asio::io_context& loop, io::DirectoryWatch watch, int descriptor,
                   Changed changed, Lost lost)
    : watch_(std::move(watch)),
      readable_(loop, descriptor),
      quiet_(loop),
      changed_(std::move(changed)),
      lost_(std::move(lost)) {}

void Reloader::stop() {
  boost::system::error_code ignored;  // it is closed whatever is said
  readable_.close(ignored);
  quiet_.cancel();
}

void Reloader::wait() {
  readable_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& error) {
                         if (!error) read();
                       });
}

void Reloader::read() {
  auto changes = watch_.read_changes();
  if (!changes) {
    stop();
    return lost_(changes.error());
  }
  if (!changes->empty()) {
    paths_.insert(changes->begin(), changes->end());
    settle();
  }
  wait();
}

void Reloader::settle() {
  quiet_.expires_after(kQuiet);
  quiet_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::vector<std::string> paths(paths_.begin(), paths_.end());
    paths_.clear();
    changed_(paths);
  });
}

}  // namespace tntc::cli::dev
