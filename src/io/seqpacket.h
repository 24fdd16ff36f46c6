#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/result.h"
#include "io/fd.h"

namespace tntc::io {

// Two connected SOCK_SEQPACKET sockets, non-blocking and closed on exec. The kernel keeps message
// boundaries: a packet is sent whole or not at all, and several threads may receive from one end,
// each packet going to exactly one of them.
struct SeqpacketPair {
  Fd first;
  Fd second;
};

Result<SeqpacketPair> make_seqpacket_pair();

// The kernel's buffers of one end, in bytes, which also bound the largest packet it can send
// (about half of it). The kernel caps it at net.core.wmem_max; the answer is what was granted.
Result<std::size_t> set_send_buffer(int socket, std::size_t bytes);

enum class SendOutcome {
  sent,
  would_block,  // the peer's queue is full: send again when the socket is writable
  too_large,    // never fits: pass the bytes in a sealed memfd (io/memfd.h) instead
  closed,       // the peer is gone
};

// Sends the parts as one packet, without copying them together first. `attached` is a descriptor
// the peer gets its own copy of, -1 for none; it stays the caller's. An empty packet is refused
// (`invalid`): the peer could not tell it from the end of the connection. Never raises SIGPIPE.
Result<SendOutcome> send_packet(int socket, std::span<const std::string_view> parts,
                                int attached = -1);
Result<SendOutcome> send_packet(int socket, std::string_view bytes, int attached = -1);

enum class ReceiveOutcome { packet, would_block, closed };

struct Received {
  ReceiveOutcome outcome = ReceiveOutcome::would_block;
  std::size_t size = 0;  // bytes written to the buffer
  Fd attached;           // closed on exec
};

// Takes one packet. A packet longer than `buffer`, or with more than one descriptor, is `invalid`
// (it is consumed, its descriptors are closed): the peer does not speak our protocol.
Result<Received> receive_packet(int socket, std::span<char> buffer);

}  // namespace tntc::io
