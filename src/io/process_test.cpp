#include "io/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>

#include "io/files.h"

namespace tntc::io {
namespace {

using testing::HasSubstr;

Command shell(const std::string& script) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", script};
  command.environment = {"PATH=/usr/bin:/bin"};
  return command;
}

// A killed process may wait as a zombie for whoever adopts it, but it runs no more.
bool ends_soon(const std::string& pid) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    const auto status = read_file("/proc/" + pid + "/status", 1 << 16);
    if (!status || status->find("State:\tZ") != std::string::npos) return true;
  }
  return false;
}

TEST(Process, ReturnsBothOutputsAndTheExitCode) {
  const auto finished = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(finished) << finished.error().message;
  EXPECT_EQ(finished->output, "out\n");
  EXPECT_EQ(finished->error, "err\n");
  EXPECT_EQ(finished->exit_code, 3);
}

TEST(Process, ArgumentsReachTheProgramByteForByte) {
  Command command;
  command.program = "/usr/bin/printf";
  command.arguments = {"%s|", "$(id)", "a b", "", "'\"\n*", "\xc3\xa9"};
  EXPECT_EQ(run(command)->output, "$(id)|a b||'\"\n*|\xc3\xa9|");
}

TEST(Process, ALargeInputReachesItWhole) {
  Command command = shell("wc -c");
  command.input = std::string(5 << 20, 'x');
  EXPECT_EQ(run(command)->output, "5242880\n");
}

TEST(Process, AChildThatDoesNotReadItsInputDoesNoHarm) {
  Command command = shell("exec true");
  command.input = std::string(5 << 20, 'x');
  EXPECT_EQ(run(command)->exit_code, 0);
}

TEST(Process, OutputOnBothSidesBeyondTheSizeOfAPipeIsRead) {
  const auto finished = run(shell("head -c 3000000 /dev/zero; head -c 900000 /dev/zero >&2"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output.size(), 3000000U);
  EXPECT_EQ(finished->error.size(), 900000U);
  EXPECT_FALSE(finished->output_was_cut);
}

TEST(Process, OutputBeyondTheLimitIsCutAndTheChildGoesOn) {
  Command command = shell("head -c 1000000 /dev/zero; echo end >&2; exit 4");
  command.max_output = 1000;
  const auto finished = run(command);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output.size(), 1000U);
  EXPECT_TRUE(finished->output_was_cut);
  EXPECT_FALSE(finished->error_was_cut);
  EXPECT_EQ(finished->exit_code, 4);
}

TEST(Process, IsKilledAtItsDeadlineWithWhatItStarted) {
  const auto scratch = ScratchDirectory::make();
  Command command = shell("sleep 60 & echo $! > child; wait");
  command.directory = scratch->path();
  command.deadline = Milliseconds(200);
  const auto start = std::chrono::steady_clock::now();

  const auto finished = run(command);

  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(finished.error().message, HasSubstr("not finished after 200ms"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  const std::string child = *read_file(scratch->path() + "/child", 100);
  EXPECT_TRUE(ends_soon(child.substr(0, child.size() - 1)));
}

TEST(Process, AProcessItLeavesBehindDoesNotKeepUsWaiting) {
  Command command = shell("sleep 5 & echo $!");
  command.deadline = Milliseconds(4000);
  const auto finished = run(command);
  ASSERT_TRUE(finished) << finished.error().message;
  ::kill(std::stoi(finished->output), SIGKILL);
}

TEST(Process, ASignalIsReportedAsShellsDo) {
  EXPECT_EQ(run(shell("kill -TERM $$"))->exit_code, 128 + SIGTERM);
}

TEST(Process, SeesOnlyTheEnvironmentItWasGivenAndItsDirectory) {
  const auto scratch = ScratchDirectory::make();
  Command command;
  command.program = "/usr/bin/env";
  command.environment = {"A=1", "B=x y"};
  EXPECT_EQ(run(command)->output, "A=1\nB=x y\n");

  command = shell("pwd -P");
  command.directory = scratch->path();
  EXPECT_EQ(run(command)->output, *real_path(scratch->path()) + "\n");
}

TEST(Process, AMissingProgramIsNotFound) {
  Command command;
  command.program = "/nowhere/esbuild";
  const auto finished = run(command);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::not_found);
  EXPECT_THAT(finished.error().message, HasSubstr("/nowhere/esbuild"));
}

TEST(Process, LeavesNoDescriptorsBehind) {
  const std::size_t before = list_directory("/proc/self/fd")->size();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(run(shell("echo x")));
  EXPECT_EQ(list_directory("/proc/self/fd")->size(), before);
}

}  // namespace
}  // namespace tntc::io
