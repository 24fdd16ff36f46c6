#include "io/content_decoder.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tntc::io {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

constexpr std::string_view kText = "hello hello hello";

struct Coded {
  const char* coding;
  const char* hex;
};

constexpr std::array kCoded{
    Coded{"gzip", "1f8b0800000000000203cb48cdc9c957c84090008088f9e511000000"},
    Coded{"X-GZip", "1f8b0800000000000203cb48cdc9c957c84090008088f9e511000000"},
    Coded{"deflate", "789ccb48cdc9c957c84090003a2e067d"},
    Coded{"deflate", "cb48cdc9c957c8409000"},  // without the wrapping the standard asks for
    Coded{"br", "1b1000f88d946ede445586966c206f014f1c601c"},
};

std::unique_ptr<ContentDecoder> decoder(std::string_view coding) {
  return make_content_decoder(coding).value();
}

// Feeds `bytes` in pieces of `step`, with `room` for output at a time.
Result<std::string> decode_all(ContentDecoder& decoder, std::string_view bytes, std::size_t step,
                               std::size_t room) {
  std::string output;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, step);
    bytes.remove_prefix(piece.size());
    std::size_t made = room;
    while (!piece.empty() || made == room) {
      const std::size_t before = output.size();
      TNTC_TRY(const std::size_t used, decoder.decode(piece, output, room));
      made = output.size() - before;
      piece.remove_prefix(used);
    }
  }
  return output;
}

TEST(ContentDecoder, DecodesInPiecesOfEverySize) {
  for (const Coded& coded : kCoded)
    for (const std::size_t step : {1u, 3u, 1000u})
      for (const std::size_t room : {1u, 5u, 1000u}) {
        const auto it = decoder(coded.coding);
        const auto text = decode_all(*it, from_hex(coded.hex), step, room);
        ASSERT_TRUE(text) << coded.coding << ": " << text.error().message;
        EXPECT_EQ(*text, kText) << coded.coding << " " << step << " " << room;
        EXPECT_TRUE(it->complete());
      }
}

TEST(ContentDecoder, AnyCutIsIncomplete) {
  for (const Coded& coded : kCoded) {
    const std::string bytes = from_hex(coded.hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto it = decoder(coded.coding);
      const auto text = decode_all(*it, std::string_view(bytes).substr(0, size), 4, 100);
      ASSERT_TRUE(text) << text.error().message;
      EXPECT_FALSE(it->complete()) << coded.coding << " cut to " << size;
    }
  }
}

TEST(ContentDecoder, RubbishIsInvalid) {
  for (const char* coding : {"gzip", "deflate", "br"}) {
    const auto it = decoder(coding);
    const auto text = decode_all(*it, std::string(1000, '\xff'), 100, 100);
    ASSERT_FALSE(text) << coding;
    EXPECT_EQ(text.error().kind, ErrorKind::invalid);
  }
}

TEST(ContentDecoder, ABrokenChecksumIsInvalid) {
  std::string bytes = from_hex(kCoded[0].hex);
  bytes[bytes.size() - 6] ^= 1;
  EXPECT_FALSE(decode_all(*decoder("gzip"), bytes, 100, 100));
}

TEST(ContentDecoder, ReadsGzipFilesAfterEachOther) {
  const std::string bytes = from_hex(kCoded[0].hex);
  EXPECT_EQ(decode_all(*decoder("gzip"), bytes + bytes, 7, 100).value(),
            std::string(kText) + std::string(kText));
}

TEST(ContentDecoder, IgnoresWhatFollowsTheEnd) {
  for (const Coded& coded : kCoded)
    EXPECT_EQ(
        decode_all(*decoder(coded.coding), from_hex(coded.hex) + std::string(20, '\0'), 1000, 100)
            .value(),
        kText)
        << coded.coding;
}

TEST(ContentDecoder, ABombUnfoldsOnlyAsItIsAskedTo) {
  // Fifty million zeros.
  const std::string bomb = from_hex(
      "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f01"
      "10870500baf77ffcffff837f02200e0b0074effff20f5e0fff04401c1600e8a0eb01");
  const auto it = decoder("br");
  std::string output;
  const auto used = it->decode(bomb, output, 1000);
  ASSERT_TRUE(used);
  EXPECT_LE(output.size(), 1000u);
}

TEST(ContentDecoder, LeavesOtherCodingsAlone) {
  for (const char* coding : {"", "identity", "utf-8", "aws-chunked", "zstd", "gzip, br", "none"})
    EXPECT_EQ(decoder(coding), nullptr) << coding;
}

}  // namespace
}  // namespace tntc::io
