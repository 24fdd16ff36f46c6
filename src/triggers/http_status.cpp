#include "triggers/http_status.h"

namespace tntc::triggers {

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::denied: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::no_space: return 507;
    case ErrorKind::cancelled: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

// A cancelled run is a run that did not succeed; an interrupted one says nothing about the
// workflow, so the client may send it again.
int status_of(RunEnd end) {
  switch (end) {
    case RunEnd::succeeded: return 200;
    case RunEnd::failed: return 500;
    case RunEnd::cancelled: return 500;
    case RunEnd::interrupted: return 503;
  }
  return 500;
}

int status_of(RequestFault fault) {
  switch (fault) {
    case RequestFault::malformed: return 400;
    case RequestFault::head_too_large: return 431;
    case RequestFault::body_too_large: return 413;
    case RequestFault::too_slow: return 408;
    case RequestFault::unknown_coding: return 501;
    case RequestFault::unknown_expectation: return 417;
    case RequestFault::unknown_version: return 505;
  }
  return 400;
}

Error error_of(RequestFault fault) {
  const auto invalid = [](std::string message, std::string hint) {
    return Error{ErrorKind::invalid, std::move(message), {}, std::move(hint)};
  };
  switch (fault) {
    case RequestFault::malformed:
      return invalid("the request is not HTTP/1.1", "see RFC 9112 for the form of a request");
    case RequestFault::head_too_large:
      return invalid("the request line and headers are too large",
                     "send the data in the body, not in the address or the headers");
    case RequestFault::body_too_large:
      return invalid("the request body is too large",
                     "send a reference to the data instead, or start the engine with a higher "
                     "--max-body");
    case RequestFault::too_slow:
      return invalid("the request did not arrive in time", "send it again over a better line");
    case RequestFault::unknown_coding:
      return invalid("the transfer coding of the request is not supported",
                     "send a Content-Length, or chunked alone");
    case RequestFault::unknown_expectation:
      return invalid("the expectation of the request cannot be met",
                     "100-continue is the only Expect there is");
    case RequestFault::unknown_version:
      return invalid("the version of HTTP is not supported", "speak HTTP/1.1 or HTTP/1.0");
  }
  return invalid("the request is not HTTP/1.1", {});
}

// A second is longer than most runs take, and short enough for a client to wait in place.
std::optional<int> retry_after(int status) {
  if (status == 503) return 1;
  return std::nullopt;
}

std::string_view status_line(int status) {
  switch (status) {
    case 200: return "200 OK";
    case 202: return "202 Accepted";
    case 204: return "204 No Content";
    case 400: return "400 Bad Request";
    case 401: return "401 Unauthorized";
    case 403: return "403 Forbidden";
    case 404: return "404 Not Found";
    case 405: return "405 Method Not Allowed";
    case 408: return "408 Request Timeout";
    case 409: return "409 Conflict";
    case 413: return "413 Content Too Large";
    case 417: return "417 Expectation Failed";
    case 422: return "422 Unprocessable Content";
    case 431: return "431 Request Header Fields Too Large";
    case 501: return "501 Not Implemented";
    case 503: return "503 Service Unavailable";
    case 505: return "505 HTTP Version Not Supported";
    case 507: return "507 Insufficient Storage";
    default: return "500 Internal Server Error";
  }
}

}  // namespace tntc::triggers
