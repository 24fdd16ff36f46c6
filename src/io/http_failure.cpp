#include "io/http_failure.h"

#include <curl/curl.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace tntc::io {
namespace {

constexpr std::string_view kNoSuchName =
    "dns error: failed to lookup address information: Name or service not known";
constexpr std::string_view kNoAnswer =
    "dns error: failed to lookup address information: Temporary failure in name resolution";
constexpr std::string_view kClosedEarly = "connection closed before message completed";

std::string os_text(int code) {
  return std::generic_category().message(code) + " (os error " + std::to_string(code) + ")";
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string tcp_text(int os_error) {
  std::string text = "tcp connect error";
  if (os_error != 0) text += ": " + os_text(os_error);
  return text;
}

// libcurl passes OpenSSL's words on; Deno uses the names of rustls.
std::string certificate_text(std::string_view detail) {
  struct Row {
    std::string_view part;
    std::string_view name;
  };
  constexpr std::array kRows{
      Row{"certificate has expired", "Expired"},
      Row{"certificate is not yet valid", "NotValidYet"},
      Row{"certificate revoked", "Revoked"},
      Row{"no alternative certificate subject name", "NotValidForName"},
      Row{"does not match target host", "NotValidForName"},
      Row{"unable to obtain common name", "NotValidForName"},
      Row{"self-signed certificate", "UnknownIssuer"},
      Row{"self signed certificate", "UnknownIssuer"},
      Row{"unable to get local issuer certificate", "UnknownIssuer"},
      Row{"unable to get issuer certificate", "UnknownIssuer"},
      Row{"unable to verify the first certificate", "UnknownIssuer"},
  };
  for (const Row& row : kRows)
    if (contains(detail, row.part)) return "invalid peer certificate: " + std::string(row.name);
  return "invalid peer certificate: " + std::string(detail);
}

std::string handshake_text(const TransferFailure& failure) {
  if (failure.os_error == ECONNRESET || failure.os_error == EPIPE) return os_text(failure.os_error);
  if (contains(failure.detail, "SSL_ERROR_SYSCALL") || contains(failure.detail, "unexpected eof"))
    return "tls handshake eof";
  return "tls handshake error: " + std::string(failure.detail);
}

std::string connect_text(const TransferFailure& failure) {
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return std::string(kNoSuchName);
    case CURLE_COULDNT_CONNECT: return tcp_text(failure.os_error);
    case CURLE_OPERATION_TIMEDOUT:
      return contains(failure.detail, "Resolving timed out") ? std::string(kNoAnswer)
                                                             : tcp_text(ETIMEDOUT);
    case CURLE_PEER_FAILED_VERIFICATION: return certificate_text(failure.detail);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return handshake_text(failure);
    default: return std::string(failure.detail);
  }
}

std::string io_text(const TransferFailure& failure) {
  if (failure.os_error == ECONNRESET || failure.os_error == EPIPE)
    return "connection error: " + os_text(failure.os_error);
  return std::string(kClosedEarly);
}

std::string request_text(const TransferFailure& failure) {
  switch (failure.code) {
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND: return std::string(kClosedEarly);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return io_text(failure);
    case CURLE_OPERATION_TIMEDOUT: return "operation timed out";
    case CURLE_UNSUPPORTED_PROTOCOL: return "invalid HTTP version parsed";
    case CURLE_WEIRD_SERVER_REPLY: return "invalid HTTP header parsed";
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return "http2 error: " + std::string(failure.detail);
    default: return std::string(failure.detail);
  }
}

std::string body_text(const TransferFailure& failure) {
  switch (failure.code) {
    case CURLE_PARTIAL_FILE:
      return contains(failure.detail, "outstanding read data")
                 ? "unexpected EOF during chunk size line"
                 : "end of file before message length reached";
    case CURLE_BAD_CONTENT_ENCODING:
      return "body could not be decoded: " + std::string(failure.detail);
    default: return request_text(failure);
  }
}

std::string text(const TransferFailure& failure) {
  switch (failure.phase) {
    case TransferPhase::connecting: return "client error (Connect): " + connect_text(failure);
    case TransferPhase::requesting: return "client error (SendRequest): " + request_text(failure);
    case TransferPhase::reading: break;
  }
  return "error reading a body from connection: " + body_text(failure);
}

}  // namespace

Error to_error(const TransferFailure& failure) {
  return Error{ErrorKind::unavailable, text(failure), {}, {}};
}

}  // namespace tntc::io
