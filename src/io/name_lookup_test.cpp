#include "io/name_lookup.h"

#include <gtest/gtest.h>

#include <optional>

namespace tntc::io {
namespace {

class NameLookupTest : public ::testing::Test {
 protected:
  // The answer, or a failure that says that none came.
  NameLookup::Answer ask(const std::string& host, RecordType type) {
    std::optional<NameLookup::Answer> answer;
    const auto lookup = NameLookup::start(
        *loop, host, type, [&answer](NameLookup::Answer got) { answer = std::move(got); });
    if (!lookup) return tl::unexpected(lookup.error());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answer && std::chrono::steady_clock::now() < deadline) {
      loop->run_once(std::chrono::milliseconds(100));
    }
    return answer ? *answer : NameLookup::Answer(fail(ErrorKind::internal, "no answer came"));
  }

  std::unique_ptr<Loop> loop = std::move(*Loop::make());
};

TEST_F(NameLookupTest, AnAddressIsItsOwnAnswerByFamily) {
  const auto v4 = ask("127.0.0.1", RecordType::a);
  ASSERT_TRUE(v4) << v4.error().message;
  ASSERT_EQ(v4->size(), 1u);
  EXPECT_EQ(v4->front().texts, std::vector<std::string>{"127.0.0.1"});
  const auto v6 = ask("::1", RecordType::aaaa);
  ASSERT_TRUE(v6) << v6.error().message;
  EXPECT_EQ(v6->front().texts, std::vector<std::string>{"::1"});
  EXPECT_FALSE(ask("::1", RecordType::a));
}

TEST_F(NameLookupTest, OldSpellingsAreTheAddressesTheyMean) {
  for (const char* spelling : {"2130706433", "0x7f.1", "0177.0.0.1"}) {
    const auto found = ask(spelling, RecordType::addresses);
    ASSERT_TRUE(found) << spelling;
    EXPECT_EQ(found->front().texts.front(), "127.0.0.1") << spelling;
  }
}

TEST_F(NameLookupTest, NothingIsToldOnceItIsGivenUp) {
  int told = 0;
  auto lookup =
      NameLookup::start(*loop, "127.0.0.1", RecordType::a, [&told](NameLookup::Answer) { ++told; });
  ASSERT_TRUE(lookup);
  lookup->reset();
  for (int i = 0; i < 10; ++i) loop->run_once(std::chrono::milliseconds(5));
  EXPECT_EQ(told, 0);
}

}  // namespace
}  // namespace tntc::io
