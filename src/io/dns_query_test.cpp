#include "io/dns_query.h"

#include <gtest/gtest.h>

#include <string>

namespace tntc::io {
namespace {

using Bytes = std::vector<unsigned char>;

// An answer of one record for "x.test"; `data` may point at that name: "\xc0\x0c".
Bytes message(int type, std::string_view data) {
  using namespace std::string_literals;
  const std::string kind = "\0"s + static_cast<char>(type) + "\0\1"s;
  std::string text = "\0\1\x81\x80\0\1\0\1\0\0\0\0"s;
  text += "\x01x\x04test\0"s + kind;
  text += "\xc0\x0c"s + kind + "\0\0\0\x3c\0"s + static_cast<char>(data.size());
  text += data;
  return {text.begin(), text.end()};
}

TEST(DnsQuery, ReadsEachKindOfRecord) {
  const auto mail =
      records_in(message(15, std::string_view("\0\x0a\x02mx\xc0\x0c", 7)), RecordType::mx);
  ASSERT_TRUE(mail) << mail.error().message;
  ASSERT_EQ(mail->size(), 1u);
  EXPECT_EQ(mail->front().preference, 10);
  EXPECT_EQ(mail->front().texts.front(), "mx.x.test");

  const auto service =
      records_in(message(33, std::string_view("\0\x01\0\x02\x01\xbb\xc0\x0c", 8)), RecordType::srv);
  ASSERT_TRUE(service && service->size() == 1);
  EXPECT_EQ(service->front().preference, 1);
  EXPECT_EQ(service->front().weight, 2);
  EXPECT_EQ(service->front().port, 443);
  EXPECT_EQ(service->front().texts.front(), "x.test");

  const auto text = records_in(message(16, std::string_view("\x02"
                                                            "ab\x01"
                                                            "c",
                                                            5)),
                               RecordType::txt);
  ASSERT_TRUE(text && text->size() == 1);
  EXPECT_EQ(text->front().texts, (std::vector<std::string>{"ab", "c"}));
}

TEST(DnsQuery, RecordsOfOtherTypesAreLeftOut) {
  const auto none = records_in(message(5, std::string_view("\xc0\x0c", 2)), RecordType::mx);
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(DnsQuery, NoBytesAreTooBad) {
  const Bytes whole = message(15, std::string_view("\0\x0a\x02mx\xc0\x0c", 7));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = records_in(std::span(whole).first(size), RecordType::mx);
    if (cut) {
      EXPECT_TRUE(cut->empty()) << size;
    }
  }
  for (const RecordType type : {RecordType::mx, RecordType::srv, RecordType::txt}) {
    // Shorter than what comes before a name, a loop of names, a text that ends too late.
    for (const std::string_view data :
         {std::string_view("\0", 1), std::string_view("\0\0\xc0\x20", 4),
          std::string_view("\x09"
                           "a",
                           2)}) {
      for (const int number : {15, 33, 16}) {
        const auto any = records_in(message(number, data), type);
        if (any && !any->empty()) {
          EXPECT_LE(any->front().texts.size(), data.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace tntc::io
