#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::io {

struct TlsTrust {
  std::string host;       // a name or an address: whose certificate it must be
  std::string extra_ca;   // PEM certificates trusted besides the system's
  std::string protocols;  // ALPN: "h2,http/1.1"; empty: not offered
  std::string ca_file = "/etc/ssl/certs/ca-certificates.crt";
};

// The client's side of one TLS connection, without the connection: bytes from the peer go in by
// feed(), bytes for the peer come out by take_output(), which is to be asked after every call. The
// peer's certificate is always verified, for the host, and TLS is at least 1.2.
class TlsSession {
 public:
  // Loads the TLS library. `invalid` when extra_ca holds no certificate or protocols are wrong.
  static Result<std::unique_ptr<TlsSession>> make(const TlsTrust& trust);
  ~TlsSession();

  // True once the connection is up; before that it wants more input. `invalid` when the peer is
  // not whom it should be or does not speak TLS, in the words of Deno.
  Result<bool> handshake();

  void feed(std::string_view from_peer);
  // At most `most` bytes of what the peer has said; empty: nothing yet, or all has been said.
  Result<std::string> read(std::size_t most);
  // The peer has said that it will say no more.
  bool peer_closed() const { return peer_closed_; }
  Result<void> write(std::string_view bytes);
  // Says that no more will be written.
  void close_write();
  std::string take_output();

  // The protocol agreed on, or empty.
  std::string protocol() const;

 private:
  struct Handles;
  explicit TlsSession(std::unique_ptr<Handles> handles);
  Error failure(std::string_view doing) const;

  std::unique_ptr<Handles> handles_;
  bool peer_closed_ = false;
};

}  // namespace tntc::io
