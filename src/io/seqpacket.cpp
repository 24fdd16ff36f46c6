#include "io/seqpacket.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

namespace tntc::io {
namespace {

// More parts than any message of ours has; keeps the vector on the stack.
constexpr std::size_t kMaxParts = 16;

// Room for one descriptor. Alignment lets a second one fit on 64-bit machines, so what arrives is
// still counted.
struct ControlBuffer {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
};

void attach(msghdr& message, ControlBuffer& control, int fd) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

Result<SendOutcome> to_send_outcome(int code) {
  if (code == EAGAIN || code == ENOBUFS) return SendOutcome::would_block;
  if (code == EMSGSIZE) return SendOutcome::too_large;
  if (code == EPIPE || code == ECONNRESET || code == ENOTCONN) return SendOutcome::closed;
  return fail_errno("sending a packet", code);
}

// Takes ownership of every descriptor in the message, so none can leak; keeps the first.
struct Attachments {
  Fd first;
  std::size_t count = 0;
};

Attachments take_attachments(msghdr& message) {
  Attachments taken;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t fds = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < fds; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(header) + i * sizeof(int), sizeof number);
      Fd fd(number);
      if (taken.count++ == 0) taken.first = std::move(fd);
    }
  }
  return taken;
}

}  // namespace

Result<SeqpacketPair> make_seqpacket_pair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()) < 0)
    return fail_errno("making a socket pair", errno);
  return SeqpacketPair{Fd(fds[0]), Fd(fds[1])};
}

Result<std::size_t> set_send_buffer(int socket, std::size_t bytes) {
  const int wanted = static_cast<int>(std::min<std::size_t>(bytes, INT_MAX));
  if (::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted) < 0)
    return fail_errno("setting a socket's send buffer", errno);
  int granted = 0;
  socklen_t length = sizeof granted;
  if (::getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &granted, &length) < 0)
    return fail_errno("reading a socket's send buffer", errno);
  return static_cast<std::size_t>(granted);
}

Result<SendOutcome> send_packet(int socket, std::span<const std::string_view> parts, int attached) {
  if (parts.size() > kMaxParts)
    return fail(ErrorKind::invalid, "a packet has too many parts to send");
  std::array<iovec, kMaxParts> vectors{};
  std::size_t total = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};  // iovec is not const-aware
    total += parts[i].size();
  }
  if (total == 0) return fail(ErrorKind::invalid, "an empty packet cannot be sent");

  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = parts.size();
  ControlBuffer control;
  if (attached >= 0) attach(message, control, attached);

  ssize_t sent = -1;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return to_send_outcome(errno);
  return SendOutcome::sent;
}

Result<SendOutcome> send_packet(int socket, std::string_view bytes, int attached) {
  return send_packet(socket, std::span(&bytes, 1), attached);
}

Result<Received> receive_packet(int socket, std::span<char> buffer) {
  iovec vector{buffer.data(), buffer.size()};
  ControlBuffer control;
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();

  ssize_t size = -1;
  do {
    size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return Received{};
  if (size < 0 && errno == ECONNRESET) return Received{ReceiveOutcome::closed, 0, Fd()};
  if (size < 0) return fail_errno("receiving a packet", errno);

  Attachments attachments = take_attachments(message);
  if (attachments.count > 1 || (message.msg_flags & MSG_CTRUNC) != 0)
    return fail(ErrorKind::invalid, "a packet carries more than one descriptor");
  if ((message.msg_flags & MSG_TRUNC) != 0)
    return fail(ErrorKind::invalid, "a packet is longer than " + std::to_string(buffer.size()) +
                                        " bytes, the receiver's buffer");
  if (size == 0) return Received{ReceiveOutcome::closed, 0, Fd()};
  return Received{ReceiveOutcome::packet, static_cast<std::size_t>(size),
                  std::move(attachments.first)};
}

}  // namespace tntc::io
