// tntc dev and the triggers of a workflow: schedules under a fake clock, events and webhooks.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "cli/dev/dev.h"
#include "cli/testing/fake_engine_world.h"

namespace tntc::cli::dev {
namespace {

using namespace std::chrono_literals;
using testing::FakeEngineWorld;
using testing::write_pair;

// Ten milliseconds before noon of 1 January 2026, UTC: the first look of a schedule is soon.
constexpr std::chrono::system_clock::time_point kBeforeNoon{1'767'268'800s - 10ms};

class DevTriggers : public ::testing::Test {
 protected:
  DevTriggers() {
    write_pair(fake_);
    fake_.ports.now = [this] { return now_; };
  }
  ~DevTriggers() override {
    if (client_ >= 0) ::close(client_);
  }

  void with_triggers(const std::string& triggers) {
    std::string yaml = fake_.read("workflow.yaml");
    yaml.insert(yaml.find("nodes:"), triggers);
    fake_.write("workflow.yaml", yaml);
  }

  std::function<bool()> said(const std::string& text) {
    return [this, text] { return (fake_.out + fake_.err).find(text) != std::string::npos; };
  }
  std::function<bool()> started(std::size_t runs) {
    return [this, runs] { return fake_.engine.requests.size() >= runs; };
  }
  std::function<void()> advance(std::chrono::milliseconds by) {
    return [this, by] { now_ += by; };
  }
  std::function<void()> interrupt() {
    return [this] {
      if (client_ >= 0) ::close(std::exchange(client_, -1));
      fake_.interrupts.press();
    };
  }
  std::function<void()> post(const std::string& path, const std::string& body) {
    return [this, path, body] {
      const std::size_t at = fake_.out.find("http://127.0.0.1:");
      client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(fake_.out.substr(at + 17))));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      ASSERT_EQ(::connect(client_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
      const std::string request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                                  std::to_string(body.size()) + "\r\n\r\n" + body;
      ASSERT_EQ(::write(client_, request.data(), request.size()),
                static_cast<ssize_t>(request.size()));
    };
  }

  Report run_dev(Options options = {.port = 0}, Format format = Format::text) {
    Session session = fake_.session();
    session.format = format;
    Report report = run(options, session);
    EXPECT_FALSE(fake_.gave_up) << fake_.out << fake_.err;
    return report;
  }

  FakeEngineWorld fake_;
  std::chrono::system_clock::time_point now_ = kBeforeNoon;
  int client_ = -1;
};

TEST_F(DevTriggers, FireTheirScheduleWithTheirName) {
  with_triggers("  - {type: cron, name: noon, schedule: 0 12 * * *}\n");
  fake_.steps = {{said("cron noon next at 2026-01-01 12:00 UTC, in "), advance(10ms)},
                 {said("(cron noon)"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  ASSERT_EQ(fake_.engine.requests.size(), 1U);
  EXPECT_EQ(fake_.engine.requests[0].input, R"({"trigger":"noon"})");
  EXPECT_EQ(fake_.engine.requests[0].trigger, "cron");
}

TEST_F(DevTriggers, SkipWhatIsDueWhileTheRunBeforeGoesOn) {
  with_triggers("  - {type: cron, name: often, schedule: \"* * * * *\"}\n");
  fake_.engine.held = true;
  fake_.steps = {{said("Serving"), advance(10ms)},
                 {started(1),
                  [this] {
                    now_ += 1min;
                    fake_.write("nodes/end.ts", "export default async () => 3;\n");
                  }},
                 {said("cron often skipped at 2026-01-01 12:01 UTC"), interrupt()},
                 {said("draining"), interrupt()}};
  run_dev();
  EXPECT_EQ(fake_.engine.requests.size(), 1U);
}

TEST_F(DevTriggers, TellWhatWasMissedInSleep) {
  with_triggers("  - {type: cron, schedule: \"0 * * * *\"}\n");
  fake_.steps = {
      {said("Serving"), advance(3h + 30min)},
      {said("cron 0 * * * * missed 4 times from 2026-01-01 12:00 UTC to 2026-01-01 15:00 "
            "UTC"),
       interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_TRUE(fake_.engine.requests.empty());
}

TEST_F(DevTriggers, TellARefusedRunByTheScheduleOfANamelessOne) {
  with_triggers("  - {type: cron, schedule: 0 12 * * *}\n");
  fake_.engine.start_refusal = Error{ErrorKind::unavailable, "too many runs", {}, {}};
  fake_.steps = {{said("Serving"), advance(10ms)},
                 {said("run refused (cron 0 12 * * *): too many runs"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
}

TEST_F(DevTriggers, DoNotFireWhenToldNotTo) {
  with_triggers("  - {type: cron, name: noon, schedule: 0 12 * * *}\n");
  fake_.steps = {{said("cron triggers do not fire: --no-cron"), advance(10ms)},
                 {[] { return true; }, interrupt()}};
  EXPECT_FALSE(run_dev({.port = 0, .no_cron = true}).error);
  EXPECT_TRUE(fake_.engine.requests.empty());
  EXPECT_EQ(fake_.out.find("next at"), std::string::npos);
}

TEST_F(DevTriggers, FollowAnEditOfTheSchedule) {
  fake_.steps = {
      {said("Serving"),
       [this] { with_triggers("  - {type: cron, name: noon, schedule: 0 12 * * *}\n"); }},
      {said("cron noon next at 2026-01-01 12:00 UTC"), advance(10ms)},
      {said("(cron noon)"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
}

TEST_F(DevTriggers, AreRefusedInAZoneThisMachineDoesNotHave) {
  with_triggers("  - {type: cron, schedule: 0 12 * * *, timezone: Europe/Atlantis}\n");
  const Report report = run_dev();
  ASSERT_TRUE(report.error);
  EXPECT_EQ(report.error->kind, ErrorKind::not_found);
  EXPECT_EQ(report.error->where, "workflow.yaml:5:5");
}

TEST_F(DevTriggers, StartARunForEachQueueTriggerThatTakesAnEvent) {
  with_triggers(
      "  - {type: queue, subject: orders.*}\n  - {type: queue, name: all, subject: '>'}\n");
  fake_.steps = {
      {said("/events/orders.*   stands in for a message"), post("/events/orders.new", "hello")},
      {started(2), [] {}},
      {said("(queue orders.*)"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  ASSERT_EQ(fake_.engine.requests.size(), 2U);
  EXPECT_EQ(fake_.engine.requests[0].input, R"({"trigger":"all","data":"hello"})");
  EXPECT_EQ(fake_.engine.requests[1].input, R"({"trigger":"orders.*","data":"hello"})");
}

TEST_F(DevTriggers, TellScriptsEachEventInALine) {
  with_triggers("  - {type: webhook, path: /hooks/push}\n");
  fake_.steps = {{said(R"({"event":"serving","workflow":"pair","url":"http://127.0.0.1:)"),
                  post("/hooks/push", "[1]")},
                 {said(R"("trigger":"webhook","triggerName":"/hooks/push","end":"succeeded")"),
                  [this] { fake_.write("nodes/end.ts", "SYNTAX ERROR"); }},
                 {said(R"("nodes/end.ts"],"diagnostics":[{"severity":"error")"), interrupt()}};
  EXPECT_FALSE(run_dev({.port = 0}, Format::json).error);
  EXPECT_EQ(fake_.err, "");
  EXPECT_EQ(fake_.engine.requests.at(0).input, "[1]");
}

TEST_F(DevTriggers, SecretsCountThoughNoCodeHasChanged) {
  fake_.steps = {{said("Serving"), [this] { fake_.write(".secrets.yaml", "a: b\n"); }},
                 {said(".secrets.yaml, "), [this] { fake_.write(".secrets/github", "token"); }},
                 {said(".secrets/github changed: reloaded"), interrupt()}};
  EXPECT_FALSE(run_dev().error);
  EXPECT_EQ(fake_.engine.digests.size(), 3U);
}

}  // namespace
}  // namespace tntc::cli::dev
