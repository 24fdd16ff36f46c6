#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace tntc {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::denied: return "denied";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::no_space: return "no_space";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::internal: break;
  }
  return "internal";
}

tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(Error{kind, std::move(message), {}, std::move(hint)});
}

tl::unexpected<Error> fail_at(ErrorKind kind, std::string where, std::string message,
                              std::string hint) {
  return tl::unexpected(Error{kind, std::move(message), std::move(where), std::move(hint)});
}

tl::unexpected<Error> fail_errno(std::string doing, int code) {
  ErrorKind kind = ErrorKind::internal;
  if (code == ENOENT || code == ENOTDIR) kind = ErrorKind::not_found;
  if (code == EACCES || code == EPERM || code == EROFS) kind = ErrorKind::denied;
  if (code == EEXIST || code == EADDRINUSE) kind = ErrorKind::conflict;
  if (code == ECONNREFUSED || code == ETIMEDOUT) kind = ErrorKind::unavailable;
  if (code == ENOSPC || code == EDQUOT) kind = ErrorKind::no_space;
  return fail(kind, std::move(doing) + ": " + std::generic_category().message(code));
}

}  // namespace tntc
