// A small HTTP server for demonstrations and acceptance scripts: demo_server <directory>
//
//   GET  /<name>.json              the file of that name in the directory, ?delay_ms=N waits first
//   ANY  /status/<code>            an empty answer with that status
//   ANY  /echo                     the body that was sent
//
// It listens on loopback only, on a port the system picks, says "listening on
// http://127.0.0.1:PORT" and dies with the process that started it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

constexpr std::size_t kMostRequestBytes = 1u << 20;
constexpr int kIdleSeconds = 30;
constexpr int kMostDelayMs = 60'000;

struct Request {
  std::string target;  // "/rates.json?delay_ms=50"
  std::string body;
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
};

std::optional<int> to_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The value of "content-length" in a request head, whatever its letters' case; 0 without one.
std::optional<std::size_t> body_size(std::string head) {
  std::ranges::transform(head, head.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kName = "\r\ncontent-length:";
  const std::size_t at = head.find(kName);
  if (at == std::string::npos) return 0;
  std::size_t start = at + kName.size();
  while (start < head.size() && head[start] == ' ') ++start;
  const auto size = to_number(std::string_view(head).substr(start, head.find('\r', start) - start));
  if (!size || *size < 0) return std::nullopt;
  return static_cast<std::size_t>(*size);
}

class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {
    const timeval idle{.tv_sec = kIdleSeconds, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &idle, sizeof idle);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Nothing when the peer has gone, sent nonsense or sent too much.
  std::optional<Request> read() {
    std::size_t head_end = 0;
    while ((head_end = received_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return std::nullopt;
    const std::string head = received_.substr(0, head_end + 2);
    const auto size = body_size(head);
    if (!size || *size > kMostRequestBytes) return std::nullopt;
    const std::size_t body_at = head_end + 4;
    while (received_.size() < body_at + *size)
      if (!receive()) return std::nullopt;

    Request request;
    const std::size_t target_at = head.find(' ') + 1;
    request.target = head.substr(target_at, head.find(' ', target_at) - target_at);
    request.body = received_.substr(body_at, *size);
    received_.erase(0, body_at + *size);
    return request;
  }

  bool write(const Response& response) {
    const std::string text =
        "HTTP/1.1 " + std::to_string(response.status) + " -\r\nContent-Type: " + response.type +
        "\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n\r\n" + response.body;
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t n = send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<std::size_t>(n);
    }
    return true;
  }

 private:
  bool receive() {
    char buffer[16384];
    const ssize_t n = recv(socket_, buffer, sizeof buffer, 0);
    if (n <= 0 || received_.size() > 2 * kMostRequestBytes) return false;
    received_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }

  int socket_;
  std::string received_;
};

// Only plain names: nothing outside the directory can be asked for.
bool is_file_name(std::string_view name) {
  return name.ends_with(".json") &&
         std::ranges::all_of(name.substr(0, name.size() - 5), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

Response file_named(const std::filesystem::path& directory, std::string_view name) {
  std::ifstream in(directory / name, std::ios::binary);
  if (!in) return {404, "text/plain", "no such file\n"};
  return {200, "application/json", {std::istreambuf_iterator<char>(in), {}}};
}

void wait_as_asked(std::string_view query) {
  constexpr std::string_view kName = "delay_ms=";
  if (!query.starts_with(kName)) return;
  const int delay = to_number(query.substr(kName.size())).value_or(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(std::clamp(delay, 0, kMostDelayMs)));
}

Response answer(const std::filesystem::path& directory, const Request& request) {
  const std::string_view target = request.target;
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  if (mark != std::string_view::npos) wait_as_asked(target.substr(mark + 1));

  constexpr std::string_view kStatus = "/status/";
  if (path.starts_with(kStatus)) {
    const int code = to_number(path.substr(kStatus.size())).value_or(0);
    if (code >= 200 && code <= 599) return {code, "text/plain", ""};
  }
  if (path == "/echo") return {200, "application/octet-stream", request.body};
  if (path.size() > 1 && is_file_name(path.substr(1))) return file_named(directory, path.substr(1));
  return {404, "text/plain", "not found\n"};
}

void serve(int socket, const std::filesystem::path& directory) {
  Connection connection(socket);
  while (const auto request = connection.read())
    if (!connection.write(answer(directory, *request))) return;
}

// A listening socket on a free loopback port and its port, or nothing (errno says why).
std::optional<std::pair<int, int>> listen_on_loopback() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return std::nullopt;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, plain, size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, plain, &size) != 0)
    return std::nullopt;
  return std::pair(listener, ntohs(address.sin_port));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: demo_server <directory>\n");
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  const pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) return 0;  // it died before the line above

  const auto listening = listen_on_loopback();
  if (!listening) {
    std::perror("demo_server: listening on loopback");
    return 1;
  }
  std::printf("listening on http://127.0.0.1:%d\n", listening->second);
  std::fflush(stdout);
  while (true) {
    const int socket = accept4(listening->first, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) std::thread(serve, socket, directory).detach();
  }
}
