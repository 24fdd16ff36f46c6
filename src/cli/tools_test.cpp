#include "cli/tools.h"

#include "cli/testing/fake_world.h"

namespace tntc::cli {
namespace {

TEST(Tools, StandBesideTheProgramOrInLibexec) {
  testing::FakeWorld fake;
  fake.world.program_directory = fake.path("bin");
  fake.write("libexec/tentacular/esbuild", "x");
  fake.write("bin/keep", "");
  EXPECT_EQ(*find_esbuild(fake.world), fake.path("bin/../libexec/tentacular/esbuild"));

  fake.write("bin/esbuild", "x");
  EXPECT_EQ(*find_esbuild(fake.world), fake.path("bin/esbuild"));
}

TEST(Tools, AreNamedByTheEnvironmentFirst) {
  testing::FakeWorld fake;
  fake.write("tentacular-worker", "x");
  fake.write("mine/worker", "x");
  fake.world.environment["TNTC_WORKER"] = "mine/worker";
  EXPECT_EQ(*find_worker(fake.world), fake.path("mine/worker"));
}

TEST(Tools, AreNeverSilentlyReplacedWhenTheVariableIsWrong) {
  testing::FakeWorld fake;
  fake.write("esbuild", "x");
  fake.world.environment["TNTC_ESBUILD"] = "/nonexistent";
  const auto found = find_esbuild(fake.world);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
  EXPECT_NE(found.error().message.find("TNTC_ESBUILD"), std::string::npos);
}

TEST(Tools, SayWhereTheyWereLookedFor) {
  testing::FakeWorld fake;
  const auto found = find_esbuild(fake.world);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::unavailable);
  EXPECT_NE(found.error().message.find(fake.world.program_directory), std::string::npos);
}

}  // namespace
}  // namespace tntc::cli
