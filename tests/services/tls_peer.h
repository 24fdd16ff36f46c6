#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tntc::services {

// A server on a free loopback port that speaks TLS, HTTP/2 and HTTP/1.1, with a certificate of a
// test authority made for it. It is Node.js's, started as a child and gone with this object (or,
// should that die, with the pipe to its standard input).
//   /version      the HTTP version it was asked in
//   /connections  how many it has accepted
//   /big          64 MB of `b`
//   /sent         the bytes that /big has written so far
//   /huge         1 GB of `h`
//   /slow         20 times `s`, 10 ms apart
//   /truncated    the beginning of 1000 bytes, then the connection is gone
//   /chunked      500 pieces, without a length
//   /hang         never answers
//   /echo         the request's body
//   /refuse       HTTP/2: breaks the stream
//   /early        "early " before it has read the body, then the body
//   /unread       a whole answer without reading the body; HTTP/2: then closes the stream
class TlsPeer {
 public:
  enum class Speaks { http2_and_1, http1, no_alpn };

  // `host` is what its certificate is for: "127.0.0.1" or a name.
  explicit TlsPeer(Speaks speaks = Speaks::http2_and_1, std::string_view host = "127.0.0.1");
  ~TlsPeer();
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  // Why it could not be started (no node, no openssl); empty when it runs.
  const std::string& problem() const { return problem_; }
  std::string url(std::string_view path) const;  // "https://127.0.0.1:4711/path"
  std::string ca_file() const { return directory_ + "/ca.pem"; }

 private:
  bool make_certificates(std::string_view host);
  bool start_node(Speaks speaks);

  std::string directory_;
  std::string problem_;
  pid_t child_ = -1;
  int to_child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace tntc::services
