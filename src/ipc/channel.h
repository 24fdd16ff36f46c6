#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/fd.h"
#include "io/memfd.h"
#include "ipc/message.h"

namespace tntc::ipc {

// Holds the bytes that a received message points into, and what came in the same packet behind it;
// one per receiving thread and channel, used again and again.
class Inbox {
 public:
  Inbox();

  // Takes the messages that arrived with the last one, in their packet form, for others to decode.
  std::vector<std::string> take_rest();

 private:
  friend class Channel;
  std::string buffer_;
  io::Mapping mapping_;
  std::string_view rest_;  // of a batch, in buffer_ or mapping_
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

  // The same for what is encoded already: a message or a batch.
  Result<bool> send_packet(std::string_view packet) const;
  Result<void> send_packet_waiting(std::string_view packet) const;

  // The next message, first of those that came together. `invalid` when the peer sent what is not
  // a message.
  Result<Incoming> receive(Inbox& inbox) const;

 private:
  Result<Incoming> next_of_batch(Inbox& inbox) const;

  io::Fd socket_;
  std::size_t largest_;
};

// Messages of several threads on their way into one channel, in the order they were added. They
// leave together, at the latest when flush() is called; when enough has come together at once.
class Outbox {
 public:
  // The channel outlives it.
  explicit Outbox(const Channel& channel) : channel_(channel) {}

  void add(const Message& message);
  // Waits for room in the channel. What cannot be delivered is dropped: the peer is gone then, and
  // whoever watches the peer sees that too.
  void flush();
  // How many messages wait.
  std::size_t size();

 private:
  void flush_locked();

  const Channel& channel_;
  std::mutex mutex_;  // held while sending, so that batches keep their order
  std::string batch_;
  std::size_t count_ = 0;
};

}  // namespace tntc::ipc
