#include "cli/dev/reloader.h"

#include <algorithm>
#include <chrono>

#include "io/fd.h"

namespace tntc::cli::dev {
namespace {

// Longer than an editor takes between its steps, too short to be waited for.
constexpr std::chrono::milliseconds kQuiet{25};

// Something that writes without a pause must not put off what the user has edited.
constexpr std::chrono::milliseconds kLongestWait{500};

}  // namespace

Result<std::unique_ptr<Reloader>> Reloader::start(boost::asio::io_context& loop,
                                                  io::DirectoryWatch watch, Changed changed,
                                                  Lost lost) {
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
  if (take_changes()) wait();
}

// False when nothing is watched any more.
bool Reloader::take_changes() {
  auto changes = watch_.read_changes();
  if (!changes) {
    stop();
    lost_(changes.error());
    return false;
  }
  if (changes->empty()) return true;
  if (paths_.empty()) first_change_ = std::chrono::steady_clock::now();
  paths_.insert(changes->begin(), changes->end());
  settle();
  return true;
}

bool Reloader::has_changed_again() {
  return take_changes() && !paths_.empty();
}

void Reloader::settle() {
  const auto now = std::chrono::steady_clock::now();
  quiet_.expires_at(std::min(now + kQuiet, first_change_ + kLongestWait));
  quiet_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::vector<std::string> paths(paths_.begin(), paths_.end());
    paths_.clear();
    changed_(paths);
  });
}

}  // namespace tntc::cli::dev
