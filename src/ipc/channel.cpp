#include "ipc/channel.h"

#include <poll.h>

#include "io/seqpacket.h"

namespace tntc::ipc {
namespace {

// A packet occupies the socket buffer until it is read; above this size sharing memory is cheaper
// than copying twice, and a handful of packets still fits the default buffer of 208 KiB.
constexpr std::size_t kLargestPacket = 48u << 10;

// More than this is not collected. A few answers leave room for the next within one packet.
constexpr std::size_t kFullBatch = 32u << 10;

// What stands in the packet whose message is in the attached memfd.
constexpr std::string_view kInMemory = "\xff";

}  // namespace

Inbox::Inbox() : buffer_(kLargestPacket, '\0') {}

Channel::Channel(io::Fd socket, std::size_t largest)
    : socket_(std::move(socket)), largest_(largest) {}

std::vector<std::string> Inbox::take_rest() {
  std::vector<std::string> messages;
  while (!rest_.empty()) {
    const auto message = take_from_batch(rest_);
    if (!message) break;
    messages.emplace_back(*message);
  }
  rest_ = {};
  return messages;
}

Result<bool> Channel::send(const Message& message) const {
  static thread_local std::string packet;
  packet.clear();
  encode(message, packet);
  return send_packet(packet);
}

Result<bool> Channel::send_packet(std::string_view packet) const {
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
  std::string packet;
  encode(message, packet);
  return send_packet_waiting(packet);
}

Result<void> Channel::send_packet_waiting(std::string_view packet) const {
  for (;;) {
    TNTC_TRY(const bool sent, send_packet(packet));
    if (sent) return {};
    pollfd writable{socket_.get(), POLLOUT, 0};
    ::poll(&writable, 1, -1);
  }
}

Result<Incoming> Channel::next_of_batch(Inbox& inbox) const {
  const auto packet = take_from_batch(inbox.rest_);
  Incoming incoming{Arrival::message, packet ? decode(*packet) : std::nullopt};
  if (incoming.message) return incoming;
  inbox.rest_ = {};
  return fail(ErrorKind::invalid, "a packet holds what is not a message");
}

Result<Incoming> Channel::receive(Inbox& inbox) const {
  if (!inbox.rest_.empty()) return next_of_batch(inbox);
  TNTC_TRY(io::Received received, io::receive_packet(socket_.get(), inbox.buffer_));
  if (received.outcome == io::ReceiveOutcome::would_block) return Incoming{};
  if (received.outcome == io::ReceiveOutcome::closed) return Incoming{Arrival::closed, {}};
  std::string_view packet(inbox.buffer_.data(), received.size);
  if (received.attached) {
    TNTC_TRY(inbox.mapping_, io::map_sealed(received.attached.get(), largest_));
    packet = inbox.mapping_.bytes();
  }
  if (is_batch(packet)) {
    inbox.rest_ = batch_body(packet);
    return next_of_batch(inbox);
  }
  Incoming incoming{Arrival::message, decode(packet)};
  if (!incoming.message) return fail(ErrorKind::invalid, "a packet is not a message");
  return incoming;
}

void Outbox::add(const Message& message) {
  const std::scoped_lock lock(mutex_);
  append_to_batch(message, batch_);
  ++count_;
  if (batch_.size() >= kFullBatch) flush_locked();
}

void Outbox::flush() {
  const std::scoped_lock lock(mutex_);
  flush_locked();
}

std::size_t Outbox::size() {
  const std::scoped_lock lock(mutex_);
  return count_;
}

void Outbox::flush_locked() {
  if (count_ == 0) return;
  (void)channel_.send_packet_waiting(batch_);  // undelivered: see the header
  batch_.clear();
  count_ = 0;
}

}  // namespace tntc::ipc
