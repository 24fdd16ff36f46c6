#include "cli/dev/dev.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "cli/dev/ignored.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli::dev {
namespace {

using testing::FakeEngineWorld;
using testing::write_pair;

class Dev : public ::testing::Test {
 protected:
  Dev() { write_pair(fake_); }

  // Whether the command has said that, on either stream.
  std::function<bool()> said(const std::string& text) {
    return [this, text] { return (fake_.out + fake_.err).find(text) != std::string::npos; };
  }

  std::function<void()> edit(const std::string& file, const std::string& text) {
    return [this, file, text] { fake_.write(file, text); };
  }

  std::function<void()> interrupt() {
    return [this] { fake_.interrupts.press(); };
  }

  // The server waits a while for a client that does not hang up.
  std::function<void()> hang_up_and_interrupt() {
    return [this] {
      ::close(std::exchange(client_, -1));
      fake_.interrupts.press();
    };
  }

  // Sends a POST /run and leaves the answer to be read.
  std::function<void()> post() {
    return [this] {
      const std::size_t at = fake_.out.find("http://127.0.0.1:");
      const auto port = static_cast<std::uint16_t>(std::stoi(fake_.out.substr(at + 17)));
      client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      ASSERT_EQ(::connect(client_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
      const std::string request =
          "POST /run HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
      ASSERT_EQ(::write(client_, request.data(), request.size()),
                static_cast<ssize_t>(request.size()));
    };
  }

  Report run_dev() {
    Session session = fake_.session();
    const Report report = run({.port = 0}, session);
    EXPECT_FALSE(fake_.gave_up) << fake_.out << fake_.err;
    if (client_ >= 0) ::close(client_);
    return report;
  }

  FakeEngineWorld fake_;
  int client_ = -1;
};

TEST_F(Dev, TakesItsWords) {
  Options options;
  const std::vector<std::string> words{"./x",     "-p",        "9000",  "--host",
                                       "0.0.0.0", "--no-cron", "--open"};
  ASSERT_TRUE(flags::parse(syntax(options), "dev", words));
  EXPECT_EQ(options.directory, "./x");
  EXPECT_EQ(options.port, 9000);
  EXPECT_EQ(options.host, "0.0.0.0");
  EXPECT_TRUE(options.no_cron);
  EXPECT_TRUE(options.open);
}

TEST_F(Dev, SaysWhereItServesAndEndsWellOnCtrlC) {
  fake_.steps = {{said("Serving pair at http://127.0.0.1:"), interrupt()}};
  const Report report = run_dev();
  EXPECT_FALSE(report.error) << report.error->message;
  EXPECT_TRUE(fake_.engine.drained);
  EXPECT_TRUE(report.data.starts_with(R"({"url":"http://127.0.0.1:)"));
}

TEST_F(Dev, ShowsOneLineForEachRun) {
  fake_.engine.result =
      R"({"success":true,"outputs":{},"errors":{},"timing":{"durationMs":12,"nodeTimings":{}}})";
  fake_.steps = {{said("Serving"), post()},
                 {said("run run-1 succeeded in 12ms (http)\n"), hang_up_and_interrupt()}};
  EXPECT_FALSE(run_dev().error);
}

TEST_F(Dev, SaysWhyARunFailed) {
  fake_.engine.end = triggers::RunEnd::failed;
  fake_.engine.result = R"({"errors":{"fetch":"no such host"},"timing":{"durationMs":3}})";
  fake_.steps = {
      {said("Serving"), post()},
      {said("run run-1 failed in 3ms (http)\n  ✗ fetch: no such host\n"), hang_up_and_interrupt()}};
  EXPECT_FALSE(run_dev().error);
}

TEST_F(Dev, TakesAnEditOver) {
  fake_.steps = {{said("Serving"), edit("nodes/end.ts", "export default async () => 3;\n")},
                 {said("nodes/end.ts changed: reloaded"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  ASSERT_EQ(fake_.engine.digests.size(), 2U);
  EXPECT_NE(fake_.engine.digests[1].find("=> 3"), std::string::npos);
}

TEST_F(Dev, TakesOverAnEditThatWasMadeWhileItStarted) {
  const auto compile = fake_.ports.compile;
  bool is_first = true;
  fake_.ports.compile = [&](const std::string& directory, const std::string& esbuild) {
    auto compiled = compile(directory, esbuild);
    if (std::exchange(is_first, false)) edit("nodes/end.ts", "export default async () => 9;\n")();
    return compiled;
  };
  fake_.steps = {{said("nodes/end.ts changed: reloaded"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  ASSERT_EQ(fake_.engine.digests.size(), 2U);
  EXPECT_NE(fake_.engine.digests[1].find("=> 9"), std::string::npos);
}

TEST_F(Dev, TakesANewGraphOver) {
  fake_.steps = {{said("Serving"),
                  [this] {
                    fake_.write("workflow.yaml",
                                fake_.read("workflow.yaml") + "description: new\n");
                  }},
                 {said("workflow.yaml changed: reloaded"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_EQ(fake_.engine.digests.size(), 2U);
}

TEST_F(Dev, GoesOnServingWhenAnEditIsNotValid) {
  fake_.steps = {{said("Serving"), edit("nodes/end.ts", "SYNTAX ERROR")},
                 {said("still serving the last valid version"),
                  edit("nodes/end.ts", "export default async () => 2;\n")},
                 {said("valid again; nothing to take over"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_NE(fake_.err.find("nodes/end.ts:1: error: unexpected text"), std::string::npos);
  EXPECT_EQ(fake_.engine.digests.size(), 1U);
}

TEST_F(Dev, LeavesTheEngineAloneWhenNothingThatRunsHasChanged) {
  fake_.steps = {{said("Serving"), edit("README.md", "x")},
                 {[] { return true; }, edit("nodes/end.ts", "export default async () => 4;\n")},
                 {said("reloaded"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_EQ(fake_.engine.digests.size(), 2U);
}

TEST_F(Dev, WaitsForRunsInFlightUnlessToldTwice) {
  fake_.engine.held = true;
  fake_.steps = {{said("Serving"), post()},
                 {[this] { return fake_.engine.requests.size() == 1; }, interrupt()},
                 {said("draining"), interrupt()}};
  const Report report = run_dev();
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::cancelled);
  EXPECT_FALSE(fake_.engine.drained);
}

TEST_F(Dev, SaysThatThePortIsTaken) {
  const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
  Session session = fake_.session();

  const Report report = run({.port = ntohs(address.sin_port)}, session);

  ::close(taken);
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::conflict);
  EXPECT_EQ(report.error->hint, "choose another one with -p, or let -p 0 find a free one");
}

TEST_F(Dev, EndsWhenItsDirectoryGoesAway) {
  fake_.steps = {
      {said("Serving"),
       [this] { EXPECT_EQ(::rename(fake_.path("nodes").c_str(), fake_.path("x").c_str()), 0); }},
      {said("still serving the last valid version"), [this] {
         EXPECT_EQ(
             ::rename(fake_.world.directory.c_str(), (fake_.world.directory + "-moved").c_str()),
             0);
       }}};
  const Report report = run_dev();
  EXPECT_EQ(::rename((fake_.world.directory + "-moved").c_str(), fake_.world.directory.c_str()), 0);
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::not_found);
}

TEST_F(Dev, RefusesToStartWithAWorkflowThatIsNotValid) {
  fake_.write("workflow.yaml", "name: 1\n");
  Session session = fake_.session();
  const Report report = run({.port = 0}, session);
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::invalid);
  EXPECT_TRUE(fake_.engine.digests.empty());
}

TEST_F(Dev, TakesEditedSecretsOverThoughNoCodeHasChanged) {
  fake_.write(".secrets.yaml", "a: {k: first}\n");
  const auto provisioned = [this](std::size_t times) {
    return [this, times] { return fake_.engine.provisions.size() == times; };
  };
  fake_.steps = {{said("Serving"), edit(".secrets.yaml", "a: {k: second}\n")},
                 {provisioned(2), edit(".secrets/a", "{\"l\":\"third\"}")},
                 {provisioned(3), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  ASSERT_EQ(fake_.engine.provisions.size(), 3U);
  EXPECT_EQ(fake_.engine.provisions[0].secrets, R"({"a":{"k":"first"}})");
  EXPECT_EQ(fake_.engine.provisions[1].secrets, R"({"a":{"k":"second"}})");
  EXPECT_EQ(fake_.engine.provisions[2].secrets, R"({"a":{"l":"third","k":"second"}})");
}

TEST_F(Dev, GoesOnWithTheOldSecretsWhenAnEditBreaksThem) {
  fake_.write(".secrets.yaml", "a: {k: first}\n");
  fake_.steps = {
      {said("Serving"), edit(".secrets.yaml", "a: [c4nary\n")},
      {said("still serving the last valid version"), edit(".secrets.yaml", "a: {k: first}\n")},
      {said("valid again; nothing to take over"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_NE(fake_.err.find(".secrets.yaml:"), std::string::npos) << fake_.err;
  EXPECT_EQ(fake_.err.find("c4nary"), std::string::npos) << fake_.err;
  EXPECT_EQ(fake_.engine.provisions.size(), 1U);
}

TEST(DevIgnores, WhatIsNoPartOfAWorkflow) {
  for (const char* name :
       {".git", "node_modules", ".tentacular", ".a.ts.swp", "a.ts~", ".#a.ts", "4913"}) {
    EXPECT_TRUE(is_ignored(name)) << name;
  }
  for (const char* name : {"workflow.yaml", "a.ts", "b.json", ".secrets.yaml", "git"}) {
    EXPECT_FALSE(is_ignored(name)) << name;
  }
}

}  // namespace
}  // namespace tntc::cli::dev
