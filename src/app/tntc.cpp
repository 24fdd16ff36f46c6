// Wiring of the tntc program: what the process gives is handed to the commands here, and nothing
// below looks for it itself.
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>

#include "base/exit_code.h"
#include "cli/interrupts.h"
#include "cli/program.h"
#include "engine/engine.h"
#include "io/core_dumps.h"

namespace tntc {
namespace {

constexpr std::size_t kLongestInput = std::size_t{10} << 20;  // what the engine takes over HTTP too

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    if (written >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN) return;  // nobody is left to be told
    pollfd ready{.fd = fd, .events = POLLOUT, .revents = 0};
    ::poll(&ready, 1, -1);
  }
}

Result<std::string> read_standard_input() {
  std::string text;
  std::array<char, 65536> buffer{};
  while (text.size() <= kLongestInput) {
    const ssize_t length = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return fail_errno("reading standard input", errno);
    if (length == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(length));
  }
  return fail(ErrorKind::invalid, "standard input is longer than 10 MiB");
}

ui::StreamFacts facts_of(int fd) {
  winsize size{};
  const bool is_terminal = ::isatty(fd) == 1;
  const bool known = is_terminal && ::ioctl(fd, TIOCGWINSZ, &size) == 0;
  return {.is_terminal = is_terminal, .columns = known ? size.ws_col : 0};
}

ui::Environment environment_of(char** variables) {
  ui::Environment environment;
  for (; *variables != nullptr; ++variables) {
    const std::string_view entry = *variables;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

std::string working_directory() {
  std::array<char, 4096> buffer{};
  return ::getcwd(buffer.data(), buffer.size()) == nullptr ? "." : buffer.data();
}

std::string program_directory() {
  std::array<char, 4096> buffer{};
  const ssize_t length = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (length <= 0) return ".";
  const std::string path(buffer.data(), static_cast<std::size_t>(length));
  return path.substr(0, path.rfind('/'));
}

cli::World make_world() {
  return {.environment = environment_of(environ),
          .directory = working_directory(),
          .program_directory = program_directory(),
          .out_facts = facts_of(STDOUT_FILENO),
          .err_facts = facts_of(STDERR_FILENO),
          .out = [](std::string_view text) { write_all(STDOUT_FILENO, text); },
          .err = [](std::string_view text) { write_all(STDERR_FILENO, text); },
          .read_input = &read_standard_input};
}

// For the commands that do not watch for interrupts: they have nothing to put in order.
void end_at_once(int) {
  ::_exit(kExitInterrupted);
}

int run(int count, char** words) {
  std::signal(SIGINT, &end_at_once);
  io::forbid_core_dumps();
  const cli::World world = make_world();
  const auto interrupts = cli::make_signal_interrupts();
  cli::Ports ports{.compile = &bundle::compile_directory,
                   .make_engine = &engine::Engine::make,
                   .interrupts = interrupts.get()};
  const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
  return cli::run_program(world, ports, arguments);
}

}  // namespace
}  // namespace tntc

int main(int count, char** words) {
  try {
    return tntc::run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\nhint: this is a defect of tntc; please report it\n",
                 error.what());
    return tntc::exit_code(tntc::ErrorKind::internal);
  }
}
