#include "runtime/fault.h"

#include <array>
#include <cerrno>
#include <system_error>

namespace tntc::runtime {
namespace {

struct Row {
  int code;
  const char* name;
};

constexpr std::array kRows{
    Row{ENOENT, "NotFound"},
    Row{EACCES, "PermissionDenied"},
    Row{EPERM, "PermissionDenied"},
    Row{EEXIST, "AlreadyExists"},
    Row{ENOTDIR, "NotADirectory"},
    Row{EISDIR, "IsADirectory"},
    Row{ELOOP, "FilesystemLoop"},
    Row{ECONNREFUSED, "ConnectionRefused"},
    Row{ECONNRESET, "ConnectionReset"},
    Row{ECONNABORTED, "ConnectionAborted"},
    Row{ENOTCONN, "NotConnected"},
    Row{EPIPE, "BrokenPipe"},
    Row{ETIMEDOUT, "TimedOut"},
    Row{ENETUNREACH, "NetworkUnreachable"},
    Row{EADDRINUSE, "AddrInUse"},
    Row{EADDRNOTAVAIL, "AddrNotAvailable"},
    Row{EINTR, "Interrupted"},
    Row{EBUSY, "Busy"},
    Row{EINVAL, "InvalidData"},
};

}  // namespace

Fault system_fault(int code, const std::string& doing) {
  Fault made{"Error",
             std::generic_category().message(code) + " (os error " + std::to_string(code) + ")"};
  if (!doing.empty()) made.message += ": " + doing;
  for (const Row& row : kRows) {
    if (row.code == code) made.name = row.name;
  }
  return made;
}

}  // namespace tntc::runtime
