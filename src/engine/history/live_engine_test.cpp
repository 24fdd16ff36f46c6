#include "engine/history/live_engine.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "engine/journal/store.h"
#include "io/files.h"

namespace tntc::engine::history {
namespace {

class LiveEngineTest : public ::testing::Test {
 protected:
  LiveEngineTest() : scratch_(*io::ScratchDirectory::make()), state_(scratch_.path()) {}

  io::ScratchDirectory scratch_;
  std::string state_;
};

TEST_F(LiveEngineTest, IsThereAsLongAsTheJournalIsHeld) {
  EXPECT_FALSE(find_engine(state_).runs);
  {
    const auto store = journal::open_disk_store(state_);
    ASSERT_TRUE(store);
    const LiveEngine engine = find_engine(state_);
    EXPECT_TRUE(engine.runs);
    EXPECT_EQ(engine.process, ::getpid());
    EXPECT_EQ(engine.url, "") << "it has not said where it serves";
  }
  EXPECT_FALSE(find_engine(state_).runs);
}

TEST_F(LiveEngineTest, SaysWhereItServesUntilItGoes) {
  const auto store = journal::open_disk_store(state_);
  std::optional<AddressFile> address(std::move(*AddressFile::write(state_, "", 8080)));
  EXPECT_EQ(find_engine(state_).url, "http://127.0.0.1:8080");
  struct stat status{};
  ASSERT_EQ(::stat((state_ + "/address").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  address.reset();
  EXPECT_EQ(find_engine(state_).url, "");
  EXPECT_NE(::access((state_ + "/address").c_str(), F_OK), 0);
}

TEST_F(LiveEngineTest, AnAddressThatAnEarlierProcessHasLeftIsNone) {
  const auto store = journal::open_disk_store(state_);
  ASSERT_TRUE(io::write_file(state_ + "/address", "http://127.0.0.1:8080\n1\n"));
  EXPECT_EQ(find_engine(state_).url, "");
  ASSERT_TRUE(io::write_file(state_ + "/address", "nonsense"));
  EXPECT_EQ(find_engine(state_).url, "");
}

TEST(LocalUrl, ReachesAServerFromItsOwnMachine) {
  EXPECT_EQ(local_url("", 80), "http://127.0.0.1:80");
  EXPECT_EQ(local_url("0.0.0.0", 80), "http://127.0.0.1:80");
  EXPECT_EQ(local_url("::", 80), "http://[::1]:80");
  EXPECT_EQ(local_url("::1", 80), "http://[::1]:80");
  EXPECT_EQ(local_url("host", 80), "http://host:80");
}

}  // namespace
}  // namespace tntc::engine::history
