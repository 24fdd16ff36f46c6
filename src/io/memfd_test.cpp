#include "io/memfd.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

namespace tntc::io {
namespace {

constexpr std::size_t kPlenty = 64u << 20;

TEST(Memfd, TheReaderSeesTheBytes) {
  const std::string bytes(3'000'000, 'x');
  const auto fd = make_sealed_memfd("test", bytes);
  ASSERT_TRUE(fd) << fd.error().message;

  const auto mapping = map_sealed(fd->get(), kPlenty);

  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->bytes(), bytes);
}

TEST(Memfd, TheMappingOutlivesTheDescriptor) {
  auto fd = make_sealed_memfd("test", "still here");
  ASSERT_TRUE(fd);
  auto mapping = map_sealed(fd->get(), kPlenty);
  ASSERT_TRUE(mapping);
  fd->reset();
  const Mapping moved = std::move(*mapping);
  EXPECT_EQ(moved.bytes(), "still here");
}

TEST(Memfd, EmptyBytesMapToAnEmptyView) {
  const auto fd = make_sealed_memfd("test", "");
  ASSERT_TRUE(fd);
  const auto mapping = map_sealed(fd->get(), kPlenty);
  ASSERT_TRUE(mapping);
  EXPECT_TRUE(mapping->bytes().empty());
}

TEST(Memfd, NobodyCanChangeTheBytesAnyMore) {
  const auto fd = make_sealed_memfd("test", "fixed");
  ASSERT_TRUE(fd);
  EXPECT_LT(::pwrite(fd->get(), "X", 1, 0), 0);
  EXPECT_NE(::ftruncate(fd->get(), 1), 0);
  EXPECT_NE(::ftruncate(fd->get(), 100), 0);
}

TEST(Memfd, UnsealedMemoryIsDenied) {
  const Fd open(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::write(open.get(), "x", 1), 1);
  const auto mapping = map_sealed(open.get(), kPlenty);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().kind, ErrorKind::denied);
}

TEST(Memfd, AFileThatIsNoMemfdIsDenied) {
  const auto mapping = map_sealed(0, kPlenty);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().kind, ErrorKind::denied);
}

TEST(Memfd, MoreThanTheLimitIsInvalid) {
  const auto fd = make_sealed_memfd("test", "12345");
  ASSERT_TRUE(fd);
  EXPECT_TRUE(map_sealed(fd->get(), 5));
  const auto mapping = map_sealed(fd->get(), 4);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace tntc::io
