#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "io/fd.h"
#include "io/memfd.h"
#include "ipc/message.h"

namespace tntc::ipc {

// Holds the bytes that a received message points into; one per receiving thread, used again and
// again.
class Inbox {
 public:
  Inbox();

 private:
  friend class Channel;
  std::string buffer_;
  io::Mapping mapping_;
};

enum class Arrival { message, nothing_yet, closed };

struct Incoming {
  Arrival arrival = Arrival::nothing_yet;
  std::optional<Message> message;  // valid until the inbox is used again
};

// One end of a SEQPACKET socket that carries messages. Sending and receiving are safe from several
// threads at once: each packet is whole, and goes to one receiver. A message too big for a packet
// travels in a sealed memfd.
class Channel {
 public:
  // `largest` bounds what is received, in bytes.
  Channel(io::Fd socket, std::size_t largest);

  int fd() const { return socket_.get(); }

  // False: the peer's queue is full; try again when the socket is writable. `unavailable`: the peer
  // is gone.
  Result<bool> send(const Message& message) const;
  // The same, waiting for room.
  Result<void> send_waiting(const Message& message) const;

  // `invalid` when the peer sent what is not a message.
  Result<Incoming> receive(Inbox& inbox) const;

 private:
  Result<bool> send_encoded(std::string_view packet) const;

  io::Fd socket_;
  std::size_t largest_;
};

}  // namespace tntc::ipc
