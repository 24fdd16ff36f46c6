// Measures a program from exec, without a shell or an interpreter in between:
//   stopwatch first-run PORT -- COMMAND...   ms until POST /run on 127.0.0.1:PORT answers 200
//   stopwatch exit N -- COMMAND...           ms from exec to exit, median and least of N
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

extern char** environ;

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kPause = std::chrono::microseconds(200);

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

pid_t start(char** command) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, command[0], &actions, nullptr, command, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return pid;
  std::fprintf(stderr, "stopwatch: starting %s: %s\n", command[0], std::strerror(error));
  std::exit(2);
}

// True when the server answered 200. False: not yet there.
bool run_once(unsigned short port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool ok = false;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    constexpr std::string_view kRequest =
        "POST /run HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
    std::string answer;
    char buffer[4096];
    if (::send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(kRequest.size())) {
      for (ssize_t size; (size = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
        answer.append(buffer, static_cast<std::size_t>(size));
      }
    }
    ok = answer.starts_with("HTTP/1.1 200");
  }
  ::close(fd);
  return ok;
}

int first_run(unsigned short port, char** command) {
  const auto begin = Clock::now();
  const pid_t pid = start(command);
  bool ok = false;
  while (!(ok = run_once(port)) && Clock::now() - begin < kPatience) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) {
      std::fprintf(stderr, "stopwatch: %s ended by itself\n", command[0]);
      return 1;
    }
    std::this_thread::sleep_for(kPause);
  }
  const double ms = ms_since(begin);
  ::kill(pid, SIGTERM);
  ::waitpid(pid, nullptr, 0);
  if (ok) std::printf("%.2f\n", ms);
  return ok ? 0 : 1;
}

int time_exits(int times, char** command) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) {
    const auto begin = Clock::now();
    const pid_t pid = start(command);
    int status = 0;
    ::waitpid(pid, &status, 0);
    all.push_back(ms_since(begin));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      std::fprintf(stderr, "stopwatch: %s failed\n", command[0]);
      return 1;
    }
  }
  std::sort(all.begin(), all.end());
  std::printf("%.2f %.2f\n", all[all.size() / 2], all.front());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (argc < 5 || std::string_view(argv[3]) != "--" || (mode != "first-run" && mode != "exit")) {
    std::fprintf(stderr, "usage: stopwatch first-run PORT -- COMMAND... | exit N -- COMMAND...\n");
    return 2;
  }
  const int number = std::atoi(argv[2]);
  return mode == "exit" ? time_exits(number, argv + 4)
                        : first_run(static_cast<unsigned short>(number), argv + 4);
}
