// Journals that engines of earlier releases have left: every build reads all of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/journal/journal.h"
#include "io/files.h"

namespace tntc::engine::journal {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using triggers::RunEnd;

// All hold the same four runs: one that went well, one that failed, one that sleeps, a large one.
class JournalFormat : public testing::TestWithParam<int> {};

TEST_P(JournalFormat, IsReadByThisBuild) {
  const auto scratch = io::ScratchDirectory::make();
  ASSERT_TRUE(scratch);
  const fs::path place = scratch->path() + "/state";
  fs::copy(fs::path(TNTC_SOURCE_DIR) / "tests/reliability/journals" /
               ("version-" + std::to_string(GetParam())),
           place);
  auto store = open_disk_store(place);
  ASSERT_TRUE(store) << store.error().message;
  Journal::Options options;
  options.keep_for = Milliseconds(1000LL * 365 * 24 * 3600 * 1000);
  const auto journal = Journal::open(std::move(*store), options, [](auto) {}, 1);
  ASSERT_TRUE(journal) << journal.error().message;
  const Journal::Found found = (*journal)->take_found();
  EXPECT_THAT(found.findings, IsEmpty());

  ASSERT_EQ(found.ended.size(), 3u);
  EXPECT_EQ(found.ended[0].end.end, RunEnd::succeeded);
  EXPECT_THAT(found.ended[0].end.result.text, HasSubstr(R"("second":4)"));
  EXPECT_EQ(found.ended[0].accepted.input.text, R"({"text":"well"})");
  EXPECT_EQ(found.ended[1].end.end, RunEnd::failed);
  EXPECT_THAT(found.ended[1].end.result.text, HasSubstr("as it was told"));
  EXPECT_EQ(found.ended[2].accepted.key, "large");
  EXPECT_EQ(found.ended[2].accepted.input_size, 70'011u);
  EXPECT_EQ((*journal)->text_of(found.ended[2].accepted.input)->size(), 70'011u);

  ASSERT_EQ(found.unfinished.size(), 1u);
  const RunLog& log = *(*journal)->log_of(found.unfinished[0]);
  EXPECT_TRUE(log.sent());
  EXPECT_THAT(log.settled(), ElementsAre("first"));
  EXPECT_EQ(log.nodes().at("first").end->value.text, R"("wait")");
  EXPECT_EQ(log.nodes().at("second").steps.count("sleep\n1"), 1u);
  EXPECT_THAT(*(*journal)->bundle(log.accepted()->bundle), HasSubstr("name: fixture"));
}

INSTANTIATE_TEST_SUITE_P(OfVersion, JournalFormat, testing::Values(1));

}  // namespace
}  // namespace tntc::engine::journal
