#include "tests/escapes/raw.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tntc::escapes {
namespace {

using Arguments = std::vector<std::string>;
using Act = std::function<std::string(const Arguments&)>;

struct Refused {
  std::string what;
};

long checked(const char* what, long result) {
  if (result < 0) throw Refused{std::string(what) + ": " + std::strerror(errno)};
  return result;
}

std::string done(const char* what, long result) {
  checked(what, result);
  return std::string(what) + " worked";
}

std::string read_some(const Arguments& a) {
  const int fd = static_cast<int>(checked("open", ::open(a.at(0).c_str(), O_RDONLY | O_NONBLOCK)));
  std::string bytes(1 << 16, '\0');
  const auto size = ::read(fd, bytes.data(), bytes.size());
  ::close(fd);
  bytes.resize(static_cast<std::size_t>(checked("read", size)));
  return bytes.empty() ? "an empty file" : bytes;
}

std::string write_some(const Arguments& a) {
  const int fd = static_cast<int>(
      checked("open", ::open(a.at(0).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600)));
  const auto size = ::write(fd, a.at(1).data(), a.at(1).size());
  ::close(fd);
  return done("write", size);
}

std::string list(const Arguments& a) {
  DIR* directory = ::opendir(a.at(0).c_str());
  checked("opendir", directory == nullptr ? -1 : 0);
  ::closedir(directory);
  return "opened the directory";
}

std::string connect_to(const Arguments& a) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(a.at(1))));
  ::inet_pton(AF_INET, a.at(0).c_str(), &to.sin_addr);
  const int fd = static_cast<int>(checked("socket", ::socket(AF_INET, SOCK_STREAM, 0)));
  const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  const int error = errno;
  ::close(fd);
  errno = error;
  // The network's own refusal is not a wall's.
  if (result < 0 && error != EPERM && error != EACCES) return "the network answered";
  return done("connect", result);
}

std::string execute(const Arguments& a) {
  const pid_t pid = static_cast<pid_t>(checked("fork", ::fork()));
  if (pid == 0) {
    ::execl(a.at(0).c_str(), a.at(0).c_str(), static_cast<char*>(nullptr));
    ::_exit(99);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "a program ran";
  throw Refused{"exec: it did not run"};
}

std::string execute_memory(const Arguments&) {
  const int fd = static_cast<int>(checked("memfd_create", ::memfd_create("x", 0)));
  const char script[] = "#!/bin/true\n";
  checked("write", ::write(fd, script, sizeof script - 1));
  char* const none[] = {nullptr};
  // Without walls this would replace the worker; an invalid flag tells whether it may be asked.
  ::syscall(SYS_execveat, fd, "", none, none, 0x40000000);
  const int error = errno;
  ::close(fd);
  if (error == EINVAL || error == ENOENT) return "execveat may be called";
  errno = error;
  return done("execveat", -1);
}

std::string parent_memory(const Arguments&) {
  char byte = 0;
  iovec local{&byte, 1};
  iovec remote{reinterpret_cast<void*>(0x400000), 1};
  const auto size = ::syscall(SYS_process_vm_readv, ::getppid(), &local, 1, &remote, 1, 0);
  if (size < 0 && errno == EFAULT) return "another process's memory was addressed";
  return done("process_vm_readv", size);
}

std::string trace_parent(const Arguments&) {
  const long result = ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr);
  if (result == 0) ::ptrace(PTRACE_DETACH, ::getppid(), nullptr, nullptr);
  return done("ptrace", result);
}

std::string open_socket(int family, int type, int protocol) {
  const long fd = ::socket(family, type, protocol);
  const std::string said = done("socket", fd);
  ::close(static_cast<int>(fd));
  return said;
}

// Calls that are judged by whether they may be made at all: nonsense arguments make the kernel
// answer something else than "not permitted" without anything happening.
std::string may_call(const char* what, long number, long a = -1, long b = 0, long c = 0, long d = 0,
                     long e = 0) {
  const long result = ::syscall(number, a, b, c, d, e);
  if (result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS)) {
    return done(what, result);
  }
  return std::string(what) + " may be called";
}

const std::map<std::string, Act>& acts() {
  static const std::map<std::string, Act> kActs = {
      {"read", read_some},
      {"write", write_some},
      {"list", list},
      {"connect", connect_to},
      {"exec", execute},
      {"exec-memory", execute_memory},
      {"parent-memory", parent_memory},
      {"trace-parent", trace_parent},
      {"parent", [](const Arguments&) { return std::to_string(::getppid()); }},
      {"env",
       [](const Arguments& a) {
         const char* value = std::getenv(a.at(0).c_str());
         if (value == nullptr) throw Refused{"getenv: there is none"};
         return std::string(value);
       }},
      {"signal-parent", [](const Arguments&) { return done("kill", ::kill(::getppid(), 0)); }},
      {"stat",
       [](const Arguments& a) {
         // Landlock does not hide that a file is there; opening it is what counts.
         return done("open", ::open(a.at(0).c_str(), O_RDONLY | O_CLOEXEC));
       }},
      {"mkdir", [](const Arguments& a) { return done("mkdir", ::mkdir(a.at(0).c_str(), 0700)); }},
      {"remove", [](const Arguments& a) { return done("unlink", ::unlink(a.at(0).c_str())); }},
      {"rename",
       [](const Arguments& a) {
         return done("rename", ::rename(a.at(0).c_str(), a.at(1).c_str()));
       }},
      {"link",
       [](const Arguments& a) { return done("link", ::link(a.at(0).c_str(), a.at(1).c_str())); }},
      {"truncate",
       [](const Arguments& a) { return done("truncate", ::truncate(a.at(0).c_str(), 0)); }},
      {"raw-socket", [](const Arguments&) { return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }},
      {"packet-socket",
       [](const Arguments&) { return open_socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)); }},
      {"vsock", [](const Arguments&) { return open_socket(AF_VSOCK, SOCK_STREAM, 0); }},
      {"unshare", [](const Arguments&) { return done("unshare", ::unshare(CLONE_NEWNS)); }},
      {"mount", [](const Arguments&) { return may_call("mount", SYS_mount, 0, 1); }},
      {"chroot", [](const Arguments&) { return done("chroot", ::chroot("/")); }},
      {"mknod",
       [](const Arguments&) { return may_call("mknod", SYS_mknod, 0, S_IFCHR | 0600, 0x101); }},
      {"bpf", [](const Arguments&) { return may_call("bpf", SYS_bpf, 9999); }},
      {"perf",
       [](const Arguments&) { return may_call("perf_event_open", SYS_perf_event_open, 0); }},
      {"userfaultfd", [](const Arguments&) { return may_call("userfaultfd", SYS_userfaultfd); }},
      {"io_uring", [](const Arguments&) { return may_call("io_uring_setup", SYS_io_uring_setup); }},
      {"keyctl", [](const Arguments&) { return may_call("keyctl", SYS_keyctl, 9999); }},
      {"setns", [](const Arguments&) { return may_call("setns", SYS_setns); }},
      {"pidfd",
       [](const Arguments&) { return may_call("pidfd_open", SYS_pidfd_open, ::getppid(), 0); }},
      {"clock",
       [](const Arguments&) { return may_call("clock_settime", SYS_clock_settime, 9999); }},
      {"handle",
       [](const Arguments&) { return may_call("open_by_handle_at", SYS_open_by_handle_at); }},
      {"setuid", [](const Arguments&) { return may_call("setresuid", SYS_setresuid, -1, -1, -1); }},
      {"syslog", [](const Arguments&) { return may_call("syslog", SYS_syslog, 10); }},
  };
  return kActs;
}

std::string to_text(JSContextRef context, JSValueRef value) {
  JSStringRef text = JSValueToStringCopy(context, value, nullptr);
  if (text == nullptr) return {};
  std::string out(JSStringGetMaximumUTF8CStringSize(text), '\0');
  const std::size_t size = JSStringGetUTF8CString(text, out.data(), out.size());
  JSStringRelease(text);
  out.resize(size > 0 ? size - 1 : 0);
  return out;
}

JSValueRef make_text(JSContextRef context, const std::string& text) {
  JSStringRef string = JSStringCreateWithUTF8CString(text.c_str());
  JSValueRef value = JSValueMakeString(context, string);
  JSStringRelease(string);
  return value;
}

JSValueRef raw(JSContextRef context, JSObjectRef, JSObjectRef, std::size_t count,
               const JSValueRef values[], JSValueRef* exception) {
  Arguments arguments;
  for (std::size_t i = 0; i < count; ++i) arguments.push_back(to_text(context, values[i]));
  std::string said = "raw: there is no such act";
  if (!arguments.empty() && acts().contains(arguments[0])) {
    const Act& act = acts().at(arguments[0]);
    arguments.erase(arguments.begin());
    try {
      return make_text(context, act(arguments));
    } catch (const Refused& refused) {
      said = refused.what;
    } catch (const std::exception& error) {
      said = error.what();
    }
  }
  const JSValueRef argument = make_text(context, said);
  *exception = JSObjectMakeError(context, 1, &argument, nullptr);
  return JSValueMakeUndefined(context);
}

}  // namespace

void give_raw(JSGlobalContextRef realm) {
  JSStringRef name = JSStringCreateWithUTF8CString("raw");
  JSObjectSetProperty(realm, JSContextGetGlobalObject(realm), name,
                      JSObjectMakeFunctionWithCallback(realm, name, &raw),
                      kJSPropertyAttributeDontEnum, nullptr);
  JSStringRelease(name);
}

}  // namespace tntc::escapes
