#include "tests/services/tls_peer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace tntc::services {
namespace {

constexpr const char* kScript = R"js(
const [, key, cert, speaks] = process.argv;
const fs = require("node:fs");
const options = { key: fs.readFileSync(key), cert: fs.readFileSync(cert), allowHTTP1: true };
let connections = 0, sent = 0;
const serve = (request, response) => {
  response.on("error", () => {});
  request.on("error", () => {});
  switch (request.url) {
    case "/version": return response.end(request.httpVersion);
    case "/big": {
      const block = Buffer.alloc(65536, "b");
      let left = 1024;
      const more = () => {
        while (left-- > 0) {
          sent += block.length;
          if (!response.write(block)) return response.once("drain", more);
        }
        response.end();
      };
      return more();
    }
    case "/huge": {
      const block = Buffer.alloc(1 << 20, "h");
      let left = 1024;
      const more = () => {
        while (left-- > 0) if (!response.write(block)) return response.once("drain", more);
        response.end();
      };
      return more();
    }
    case "/slow": {
      let left = 20;
      const timer = setInterval(() => {
        response.write("s");
        if (--left === 0) { clearInterval(timer); response.end(); }
      }, 10);
      return;
    }
    case "/truncated":
      response.writeHead(200, { "content-length": "1000" });
      response.write("only this");
      return setTimeout(() => request.stream ? request.stream.session.destroy() : request.socket.destroy(), 20);
    case "/chunked":
      for (let i = 0; i < 500; ++i) response.write("piece " + i + ";");
      return response.end();
    case "/sent": return response.end(String(sent));
    case "/connections": return response.end(String(connections));
    case "/hang": return;
    case "/echo": return request.pipe(response);
    case "/refuse": return request.stream ? request.stream.close(2) : request.destroy();
    case "/early": response.write("early "); return request.pipe(response);
    case "/unread": return response.end("unread");
    default: response.statusCode = 404; return response.end();
  }
};
const server = speaks === "http2_and_1"
  ? require("node:http2").createSecureServer(options, serve)
  : require("node:https").createServer(
      speaks === "http1" ? options : { ...options, ALPNProtocols: [] }, serve);
server.on("secureConnection", () => ++connections);
server.on("sessionError", () => {});
server.on("tlsClientError", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
)js";

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> fds{-1, -1};
  if (::pipe2(fds.data(), O_CLOEXEC) < 0) return {};
  return {fds[0], fds[1]};
}

// -1 when it cannot be started. -1 for a descriptor means /dev/null.
pid_t spawn(const std::vector<std::string>& arguments, int input, int output) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0)
    posix_spawn_file_actions_adddup2(&actions, input, 0);
  else
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (output >= 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1);
  else
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = -1;
  const int problem = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return problem == 0 ? child : -1;
}

bool wait_for(pid_t child) {
  int status = -1;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool run(const std::vector<std::string>& arguments) {
  const pid_t child = spawn(arguments, -1, -1);
  return child >= 0 && wait_for(child);
}

bool is_address(std::string_view host) {
  return host.find_first_not_of("0123456789.") == host.npos;
}

const char* name_of(TlsPeer::Speaks speaks) {
  switch (speaks) {
    case TlsPeer::Speaks::http2_and_1: return "http2_and_1";
    case TlsPeer::Speaks::http1: return "http1";
    case TlsPeer::Speaks::no_alpn: break;
  }
  return "no_alpn";
}

}  // namespace

TlsPeer::TlsPeer(Speaks speaks, std::string_view host) {
  std::string name = "/tmp/tls-peer-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    problem_ = "no directory could be made in /tmp";
    return;
  }
  directory_ = name;
  if (!make_certificates(host))
    problem_ = "openssl is missing or failed; install the package openssl";
  else if (!start_node(speaks))
    problem_ = "node is missing or failed; install the package nodejs";
}

TlsPeer::~TlsPeer() {
  if (to_child_ >= 0) ::close(to_child_);
  if (child_ >= 0) wait_for(child_);
  for (const char* file : {"/ca.pem", "/ca.key", "/server.pem", "/server.key"})
    std::remove((directory_ + file).c_str());
  if (!directory_.empty()) ::rmdir(directory_.c_str());
}

bool TlsPeer::make_certificates(std::string_view host) {
  const auto certificate = [&](const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"openssl",
                                       "req",
                                       "-x509",
                                       "-newkey",
                                       "ec",
                                       "-pkeyopt",
                                       "ec_paramgen_curve:prime256v1",
                                       "-nodes",
                                       "-days",
                                       "2",
                                       "-subj",
                                       "/CN=" + name,
                                       "-keyout",
                                       directory_ + "/" + name + ".key",
                                       "-out",
                                       directory_ + "/" + name + ".pem"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  };
  const std::string kind = is_address(host) ? "IP:" : "DNS:";
  return certificate("ca", {"-addext", "basicConstraints=critical,CA:TRUE"}) &&
         certificate("server", {"-CA", directory_ + "/ca.pem", "-CAkey", directory_ + "/ca.key",
                                "-addext", "subjectAltName=" + kind + std::string(host)});
}

bool TlsPeer::start_node(Speaks speaks) {
  const Pipe in = make_pipe();
  const Pipe out = make_pipe();
  child_ = spawn({"node", "-e", kScript, directory_ + "/server.key", directory_ + "/server.pem",
                  name_of(speaks)},
                 in.read, out.write);
  ::close(in.read);
  ::close(out.write);
  to_child_ = in.write;
  std::string text;
  std::array<char, 64> buffer;
  while (child_ >= 0 && text.find('\n') == std::string::npos) {
    const ssize_t size = ::read(out.read, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  ::close(out.read);
  port_ = static_cast<std::uint16_t>(std::atoi(text.c_str()));
  return port_ != 0;
}

std::string TlsPeer::url(std::string_view path) const {
  return "https://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

}  // namespace tntc::services
