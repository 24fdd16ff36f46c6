#include "cli/test/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/testing/recorded_world.h"

namespace tntc::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RecordedWorld;

Report run_words(RecordedWorld& fake, const std::vector<std::string>& words) {
  Options options;
  if (auto parsed = flags::parse(syntax(options), "test", words); !parsed) {
    return failed(parsed.error());
  }
  Session session = fake.session();
  return run(options, session);
}

std::string file_of(const std::string& node, int run) {
  const std::string id = RecordedWorld::id(run);
  return "tests/fixtures/" + node + "-run-" + id.substr(id.size() - 8) + ".json";
}

TEST(RecordFixture, HasWhatTheNodeWasGivenAndGave) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"--record", fake.id(1), "--node", "end"});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.data, R"({"recorded":[")" + file_of("end", 1) + R"("]})");
  const std::string text = fake.read(file_of("end", 1));
  EXPECT_THAT(text, HasSubstr("\"input\": {\n    \"a\": ["));
  EXPECT_THAT(text, HasSubstr("\"expected\": 7"));
}

TEST(RecordFixture, OfEachNodeThatHasEnded) {
  RecordedWorld fake;
  const Report report = run_words(fake, {"--record", fake.id(2)});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_THAT(fake.read(file_of("fetch", 2)), HasSubstr("\"expected\": {"));
  const std::string failed = fake.read(file_of("end", 2));
  EXPECT_THAT(failed, HasSubstr("\"expectedError\": \"no such host\""));
  EXPECT_THAT(failed, Not(HasSubstr("\"expected\":")));
}

TEST(RecordFixture, ReplacesNothingUnlessItIsTold) {
  RecordedWorld fake;
  fake.write(file_of("end", 1), "mine");
  const Report refused = run_words(fake, {"--record", fake.id(1)});
  ASSERT_TRUE(refused.error);
  EXPECT_EQ(refused.error->kind, ErrorKind::conflict);
  EXPECT_EQ(fake.read(file_of("end", 1)), "mine");
  EXPECT_FALSE(io::kind_of(fake.path(file_of("fetch", 1)))) << "nor is part of it written";
  EXPECT_FALSE(run_words(fake, {"--record", fake.id(1), "--force"}).error);
  EXPECT_THAT(fake.read(file_of("end", 1)), HasSubstr("expected"));
}

TEST(RecordFixture, SaysWhyItCannotBe) {
  RecordedWorld fake;
  const auto kind = [&](const std::vector<std::string>& words) {
    const Report report = run_words(fake, words);
    return report.error ? report.error->kind : ErrorKind::internal;
  };
  EXPECT_EQ(kind({"--record", fake.id(3), "--node", "end"}), ErrorKind::not_found);
  EXPECT_EQ(kind({"--record", fake.id(3), "--node", "ende"}), ErrorKind::not_found);
  EXPECT_EQ(kind({"--record", "ffff"}), ErrorKind::not_found);
  EXPECT_EQ(kind({"--record", fake.id(1), "--update"}), ErrorKind::invalid);
  EXPECT_EQ(kind({"--force"}), ErrorKind::invalid);
}

}  // namespace
}  // namespace tntc::cli::test
