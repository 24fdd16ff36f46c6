#include "engine/history/live_engine.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

#include "io/fd.h"
#include "io/files.h"

namespace tntc::engine::history {
namespace {

constexpr const char* kAddress = "/address";
constexpr const char* kLock = "/lock";
constexpr std::size_t kLargest = 1024;

// The number at the beginning of `text`; 0: none.
int number_in(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Shared, for an instant: an engine that starts just now tries again for a second.
bool is_locked(const std::string& file) {
  const io::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0;
}

}  // namespace

std::string local_url(const std::string& host, unsigned short port) {
  std::string name = host;
  if (name.empty() || name == "0.0.0.0") name = "127.0.0.1";
  if (name == "::") name = "::1";
  if (name.find(':') != std::string::npos) name = '[' + name + ']';
  return "http://" + name + ':' + std::to_string(port);
}

LiveEngine find_engine(const std::string& state) {
  LiveEngine engine;
  engine.runs = is_locked(state + kLock);
  if (!engine.runs) return engine;
  if (const auto holder = io::read_file(state + kLock, kLargest)) {
    engine.process = number_in(*holder);
  }
  const auto address = io::read_file(state + kAddress, kLargest);
  const std::size_t line = address ? address->find('\n') : std::string::npos;
  if (line == std::string::npos) return engine;
  // One that was killed has left its own.
  if (number_in(std::string_view(*address).substr(line + 1)) != engine.process) return engine;
  engine.url = address->substr(0, line);
  return engine;
}

Result<AddressFile> AddressFile::write(const std::string& state, const std::string& host,
                                       unsigned short port) {
  const std::string path = state + kAddress;
  const std::string text = local_url(host, port) + '\n' + std::to_string(::getpid()) + '\n';
  TNTC_CHECK(during("telling where this engine serves",
                    io::write_file_atomically(path, text, io::Readers::owner)));
  return AddressFile(path);
}

AddressFile::~AddressFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace tntc::engine::history
