#include "ipc/channel.h"

#include <poll.h>

#include "io/seqpacket.h"

namespace tntc::ipc {
namespace {

// A packet occupies the socket buffer until it is read; above this size sharing memory is cheaper
// than copying twice, and a handful of packets still fits the default buffer of 208 KiB.
constexpr std::size_t kLargestPacket = 48u << 10;

// What stands in the packet whose message is in the attached memfd.
constexpr std::string_view kInMemory = "\xff";

}  // namespace

Inbox::Inbox() : buffer_(kLargestPacket, '\0') {}

Channel::Channel(io::Fd socket, std::size_t largest)
    : socket_(std::move(socket)), largest_(largest) {}

Result<bool> Channel::send(const Message& message) const {
  static thread_local std::string packet;
  packet.clear();
  encode(message, packet);
  return send_encoded(packet);
}

Result<bool> Channel::send_encoded(std::string_view packet) const {
  io::Fd memory;
  if (packet.size() > kLargestPacket) {
    TNTC_TRY(memory, io::make_sealed_memfd("tntc-message", packet));
    packet = kInMemory;
  }
  TNTC_TRY(const io::SendOutcome outcome,
           io::send_packet(socket_.get(), packet, memory ? memory.get() : -1));
  switch (outcome) {
    case io::SendOutcome::sent: return true;
    case io::SendOutcome::would_block: return false;
    case io::SendOutcome::closed: return fail(ErrorKind::unavailable, "the peer process is gone");
    case io::SendOutcome::too_large: break;
  }
  return fail(ErrorKind::internal, "the kernel's socket buffers are too small for a message");
}

Result<void> Channel::send_waiting(const Message& message) const {
  for (;;) {
    TNTC_TRY(const bool sent, send(message));
    if (sent) return {};
    pollfd writable{socket_.get(), POLLOUT, 0};
    ::poll(&writable, 1, -1);
  }
}

Result<Incoming> Channel::receive(Inbox& inbox) const {
  TNTC_TRY(io::Received received, io::receive_packet(socket_.get(), inbox.buffer_));
  if (received.outcome == io::ReceiveOutcome::would_block) return Incoming{};
  if (received.outcome == io::ReceiveOutcome::closed) return Incoming{Arrival::closed, {}};
  std::string_view packet(inbox.buffer_.data(), received.size);
  if (received.attached) {
    TNTC_TRY(inbox.mapping_, io::map_sealed(received.attached.get(), largest_));
    packet = inbox.mapping_.bytes();
  }
  Incoming incoming{Arrival::message, decode(packet)};
  if (!incoming.message) return fail(ErrorKind::invalid, "a packet is not a message");
  return incoming;
}

}  // namespace tntc::ipc
