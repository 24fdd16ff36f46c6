#include "io/seqpacket.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

namespace tntc::io {
namespace {

class Seqpacket : public testing::Test {
 protected:
  void SetUp() override {
    auto pair = make_seqpacket_pair();
    ASSERT_TRUE(pair) << pair.error().message;
    pair_ = std::move(*pair);
  }

  int a() const { return pair_.first.get(); }
  int b() const { return pair_.second.get(); }

  SeqpacketPair pair_;
  std::array<char, 64> buffer_{};
};

TEST_F(Seqpacket, KeepsMessageBoundaries) {
  ASSERT_EQ(*send_packet(a(), "one"), SendOutcome::sent);
  ASSERT_EQ(*send_packet(a(), "twotwo"), SendOutcome::sent);

  const auto first = receive_packet(b(), buffer_);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->outcome, ReceiveOutcome::packet);
  EXPECT_EQ(std::string_view(buffer_.data(), first->size), "one");
  const auto second = receive_packet(b(), buffer_);
  ASSERT_TRUE(second);
  EXPECT_EQ(std::string_view(buffer_.data(), second->size), "twotwo");
}

TEST_F(Seqpacket, JoinsThePartsOfOnePacket) {
  const std::array<std::string_view, 3> parts{"head", "", "body"};
  ASSERT_EQ(*send_packet(a(), parts), SendOutcome::sent);
  const auto received = receive_packet(b(), buffer_);
  ASSERT_TRUE(received);
  EXPECT_EQ(std::string_view(buffer_.data(), received->size), "headbody");
}

TEST_F(Seqpacket, ReceiveFromAnEmptyQueueWouldBlock) {
  EXPECT_EQ(receive_packet(b(), buffer_)->outcome, ReceiveOutcome::would_block);
}

TEST_F(Seqpacket, SendToAFullQueueWouldBlockAndGoesOnWhenDrained) {
  const std::string bytes(64, 'x');
  int sent = 0;
  while (*send_packet(a(), bytes) == SendOutcome::sent) ++sent;
  ASSERT_GT(sent, 1);
  EXPECT_EQ(*send_packet(a(), bytes), SendOutcome::would_block);

  ASSERT_EQ(receive_packet(b(), buffer_)->outcome, ReceiveOutcome::packet);
  EXPECT_EQ(*send_packet(a(), bytes), SendOutcome::sent);
}

TEST_F(Seqpacket, APacketOverTheSendBufferIsTooLarge) {
  const auto granted = set_send_buffer(a(), 8192);
  ASSERT_TRUE(granted);
  EXPECT_EQ(*send_packet(a(), std::string(*granted * 2, 'x')), SendOutcome::too_large);
}

TEST_F(Seqpacket, RefusesAnEmptyPacket) {
  const auto sent = send_packet(a(), "");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::invalid);
}

TEST_F(Seqpacket, BothEndsSeeThePeerGo) {
  pair_.second.reset();
  EXPECT_EQ(*send_packet(a(), "x"), SendOutcome::closed);
  EXPECT_EQ(receive_packet(a(), buffer_)->outcome, ReceiveOutcome::closed);
}

TEST_F(Seqpacket, PacketsSentBeforeThePeerWentStillArrive) {
  ASSERT_EQ(*send_packet(a(), "last words"), SendOutcome::sent);
  pair_.first.reset();
  EXPECT_EQ(receive_packet(b(), buffer_)->outcome, ReceiveOutcome::packet);
  EXPECT_EQ(receive_packet(b(), buffer_)->outcome, ReceiveOutcome::closed);
}

TEST_F(Seqpacket, APacketLongerThanTheBufferIsInvalid) {
  ASSERT_EQ(*send_packet(a(), std::string(65, 'x')), SendOutcome::sent);
  const auto received = receive_packet(b(), buffer_);
  ASSERT_FALSE(received);
  EXPECT_EQ(received.error().kind, ErrorKind::invalid);
  EXPECT_NE(received.error().message.find("64 bytes"), std::string::npos);
}

TEST_F(Seqpacket, CarriesADescriptor) {
  const Fd event(::eventfd(0, EFD_CLOEXEC));
  ASSERT_EQ(*send_packet(a(), "here", event.get()), SendOutcome::sent);

  const auto received = receive_packet(b(), buffer_);

  ASSERT_TRUE(received);
  ASSERT_TRUE(received->attached);
  EXPECT_NE(received->attached.get(), event.get());
  const std::uint64_t seven = 7;
  ASSERT_EQ(::write(event.get(), &seven, sizeof seven), 8);
  std::uint64_t seen = 0;
  ASSERT_EQ(::read(received->attached.get(), &seen, sizeof seen), 8);
  EXPECT_EQ(seen, 7u);
}

int open_files() {
  int count = 0;
  for (int fd = 0; fd < 256; ++fd)
    if (Fd copy(::dup(fd)); copy) ++count;
  return count;
}

TEST_F(Seqpacket, ExtraDescriptorsAreRefusedAndClosed) {
  const Fd event(::eventfd(0, EFD_CLOEXEC));
  const std::array<int, 3> fds{event.get(), event.get(), event.get()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof fds)> control{};
  char byte = 'x';
  iovec vector{&byte, 1};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fds);
  std::memcpy(CMSG_DATA(header), fds.data(), sizeof fds);
  ASSERT_EQ(::sendmsg(a(), &message, 0), 1);
  const int before = open_files();

  const auto received = receive_packet(b(), buffer_);

  ASSERT_FALSE(received);
  EXPECT_EQ(received.error().kind, ErrorKind::invalid);
  EXPECT_EQ(open_files(), before);
}

TEST_F(Seqpacket, ManyPartsAreRefused) {
  const std::array<std::string_view, 17> parts{"x"};
  EXPECT_FALSE(send_packet(a(), parts));
}

}  // namespace
}  // namespace tntc::io
