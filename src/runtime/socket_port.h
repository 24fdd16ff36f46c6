#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/fault.h"

namespace tntc::runtime {

using SocketNumber = std::uint32_t;

// Numbers are those of the prelude (web/src/deno/sockets.ts).
enum class SocketAct : std::uint8_t {
  connect = 0,  // host and port: gives a number; `opened` or `failure` follows
  start_tls,    // tls: `opened` or `failure` follows
  read,         // at most `number` bytes: `data`, `end` or `failure` follows
  write,        // bytes, copied: `wrote` or `failure` follows
  close_write,
  close,  // nothing follows, whatever was under way
  set_no_delay,
  look_up,  // host and record type: gives a number; `records` or `failure` follows
};

// What TLS is to be like.
struct TlsOptions {
  std::string host;       // whose certificate it must be; also sent as server name
  std::string extra_ca;   // PEM, trusted besides the system's
  std::string protocols;  // ALPN, comma text
};

struct SocketCall {
  SocketAct act = SocketAct::connect;
  SocketNumber socket = 0;
  std::string host;               // connect, look_up
  double number = 0;              // connect: port; read: most bytes; set_no_delay: 0 or 1
  std::string type;               // look_up: "A", "AAAA", …
  std::optional<TlsOptions> tls;  // connect: TLS from the first byte; start_tls
  std::string_view bytes;         // write
};

enum class SocketEvent : std::uint8_t { opened = 0, data, wrote, end, failure, records };

struct SocketNews {
  SocketEvent event = SocketEvent::end;
  std::string_view text;  // opened: JSON of both addresses; data: bytes; records: JSON;
                          // failure: the message
  std::string_view name;  // failure: the class of Deno.errors
};

// The sockets of one node. News come from the loop, never from inside a call.
class SocketPort {
 public:
  virtual ~SocketPort() = default;
  // The number of the new socket or look-up, else 0.
  virtual Answer<SocketNumber> act(const SocketCall& call) = 0;
};

}  // namespace tntc::runtime
