#include "io/http_failure.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace tntc::io {
namespace {

constexpr auto kConnecting = TransferPhase::connecting;
constexpr auto kRequesting = TransferPhase::requesting;
constexpr auto kReading = TransferPhase::reading;

TEST(HttpFailure, SpeaksAsDenoDoes) {
  struct Row {
    TransferFailure failure;
    const char* text;
  };
  const Row rows[] = {
      {{CURLE_COULDNT_CONNECT, ECONNREFUSED, kConnecting, "Failed to connect"},
       "client error (Connect): tcp connect error: Connection refused (os error 111)"},
      {{CURLE_COULDNT_CONNECT, EHOSTUNREACH, kConnecting, ""},
       "client error (Connect): tcp connect error: No route to host (os error 113)"},
      {{CURLE_COULDNT_CONNECT, 0, kConnecting, ""}, "client error (Connect): tcp connect error"},
      {{CURLE_COULDNT_RESOLVE_HOST, 0, kConnecting, "Could not resolve host: x.invalid"},
       "client error (Connect): dns error: failed to lookup address information: Name or service "
       "not known"},
      {{CURLE_COULDNT_RESOLVE_PROXY, 0, kConnecting, ""},
       "client error (Connect): dns error: failed to lookup address information: Name or service "
       "not known"},
      {{CURLE_OPERATION_TIMEDOUT, 0, kConnecting, "Connection timed out after 30 ms"},
       "client error (Connect): tcp connect error: Connection timed out (os error 110)"},
      {{CURLE_OPERATION_TIMEDOUT, 0, kConnecting, "Resolving timed out after 30 milliseconds"},
       "client error (Connect): dns error: failed to lookup address information: Temporary "
       "failure in name resolution"},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, kConnecting,
        "SSL certificate problem: self-signed certificate"},
       "client error (Connect): invalid peer certificate: UnknownIssuer"},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, kConnecting,
        "SSL certificate problem: unable to get local issuer certificate"},
       "client error (Connect): invalid peer certificate: UnknownIssuer"},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, kConnecting,
        "SSL certificate problem: certificate has expired"},
       "client error (Connect): invalid peer certificate: Expired"},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, kConnecting,
        "SSL: no alternative certificate subject name matches target host name 'a'"},
       "client error (Connect): invalid peer certificate: NotValidForName"},
      {{CURLE_PEER_FAILED_VERIFICATION, 0, kConnecting, "something new"},
       "client error (Connect): invalid peer certificate: something new"},
      {{CURLE_SSL_CONNECT_ERROR, ECONNRESET, kConnecting, "OpenSSL SSL_connect: reset"},
       "client error (Connect): Connection reset by peer (os error 104)"},
      {{CURLE_SSL_CONNECT_ERROR, 0, kConnecting, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL"},
       "client error (Connect): tls handshake eof"},
      {{CURLE_SSL_CONNECT_ERROR, 0, kConnecting, "wrong version number"},
       "client error (Connect): tls handshake error: wrong version number"},
      {{CURLE_GOT_NOTHING, 0, kRequesting, "Empty reply from server"},
       "client error (SendRequest): connection closed before message completed"},
      {{CURLE_RECV_ERROR, ECONNRESET, kRequesting, "Recv failure: Connection reset by peer"},
       "client error (SendRequest): connection error: Connection reset by peer (os error 104)"},
      {{CURLE_SEND_ERROR, EPIPE, kRequesting, "Send failure: Broken pipe"},
       "client error (SendRequest): connection error: Broken pipe (os error 32)"},
      {{CURLE_RECV_ERROR, 0, kRequesting, ""},
       "client error (SendRequest): connection closed before message completed"},
      {{CURLE_OPERATION_TIMEDOUT, 0, kRequesting, "Operation timed out after 100 ms"},
       "client error (SendRequest): operation timed out"},
      {{CURLE_UNSUPPORTED_PROTOCOL, 0, kRequesting, "Received HTTP/0.9 when not allowed"},
       "client error (SendRequest): invalid HTTP version parsed"},
      {{CURLE_WEIRD_SERVER_REPLY, 0, kRequesting, "Header without colon"},
       "client error (SendRequest): invalid HTTP header parsed"},
      {{CURLE_HTTP2_STREAM, 0, kRequesting, "stream 1 was not closed cleanly"},
       "client error (SendRequest): http2 error: stream 1 was not closed cleanly"},
      {{CURLE_OUT_OF_MEMORY, 0, kRequesting, "Out of memory"},
       "client error (SendRequest): Out of memory"},
      {{CURLE_PARTIAL_FILE, 0, kReading, "transfer closed with 5 bytes remaining to read"},
       "error reading a body from connection: end of file before message length reached"},
      {{CURLE_PARTIAL_FILE, 0, kReading, "transfer closed with outstanding read data remaining"},
       "error reading a body from connection: unexpected EOF during chunk size line"},
      {{CURLE_RECV_ERROR, ECONNRESET, kReading, ""},
       "error reading a body from connection: connection error: Connection reset by peer (os "
       "error 104)"},
      {{CURLE_OPERATION_TIMEDOUT, 0, kReading, ""},
       "error reading a body from connection: operation timed out"},
      {{CURLE_BAD_CONTENT_ENCODING, 0, kReading, "bad data"},
       "error reading a body from connection: body could not be decoded: bad data"},
  };
  for (const Row& row : rows) {
    const Error error = to_error(row.failure);
    EXPECT_EQ(error.message, row.text);
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
  }
}

}  // namespace
}  // namespace tntc::io
