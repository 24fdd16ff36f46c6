#include <span>

#include "triggers/events.h"
#include "triggers/testing/http_fixture.h"

namespace tntc::triggers {
namespace {

using testing::HttpReply;

class HttpEvents : public testing::HttpFixture {
 protected:
  HttpEvents() {
    pages.run_of_post = [this](std::string_view path,
                               std::string_view body) -> Result<std::optional<RunRequest>> {
      TNTC_TRY(auto requests, requests_of_post(triggers_, path, body));
      if (requests.empty()) return std::nullopt;
      return std::move(requests.front());
    };
  }

  static std::string post_to(std::string_view target, std::string_view body,
                             std::string_view headers = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n{}", target,
                       body.size(), headers, body);
  }

  std::vector<spec::Trigger> triggers_ = {
      {.type = spec::TriggerType::queue, .name = "orders", .subject = "orders.>"},
      {.type = spec::TriggerType::webhook, .path = "/hooks/push"}};
};

TEST_F(HttpEvents, StartTheRunOfTheirTrigger) {
  auto client = connect();
  const HttpReply reply = client->ask(post_to("/events/orders.new?x=1", R"({"id":1})"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.has("Tentacular-Run-Id: run-1"));
  ASSERT_EQ(runs.requests.size(), 1U);
  EXPECT_EQ(runs.requests[0].input, R"({"trigger":"orders","id":1})");
  EXPECT_EQ(runs.requests[0].trigger, "queue");
}

TEST_F(HttpEvents, TakeBodiesThatAreNotJsonButWebhooksDoNot) {
  auto client = connect();
  EXPECT_EQ(client->ask(post_to("/events/orders.new", "text")).status, 200);
  EXPECT_EQ(runs.requests.at(0).input, R"({"trigger":"orders","data":"text"})");
  EXPECT_EQ(client->ask(post_to("/hooks/push", "text")).status, 400);
  EXPECT_EQ(client->ask(post_to("/hooks/push", "[1]")).status, 200);
  EXPECT_EQ(runs.requests.at(1).input, "[1]");
}

TEST_F(HttpEvents, AreNotFoundWhenNoTriggerTakesThem) {
  auto client = connect();
  const HttpReply reply = client->ask(post_to("/events/invoices", "{}"));
  EXPECT_EQ(reply.status, 404);
  EXPECT_NE(reply.body.find("the subjects of this workflow: orders.>"), std::string::npos);
  const HttpReply other = client->ask(post_to("/elsewhere", "{}"));
  EXPECT_EQ(other.status, 404);
  EXPECT_EQ(other.body, "Not Found");
  EXPECT_EQ(client->ask(get("/events/orders.new")).status, 404);
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(HttpEvents, AreInvitedToSendTheirBody) {
  auto client = connect();
  client->send(
      "POST /events/orders.new HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client->reply().status, 100);
  EXPECT_EQ(client->ask("{}").status, 200);
}

TEST_F(HttpEvents, StartNothingWhileTheEngineStops) {
  auto client = connect();
  draining = true;
  EXPECT_EQ(client->ask(post_to("/events/orders.new", "{}")).status, 503);
  EXPECT_TRUE(runs.requests.empty());
}

TEST_F(HttpEvents, AreNothingToAServerWithoutTriggers) {
  pages.run_of_post = nullptr;
  auto client = connect();
  EXPECT_EQ(client->ask(post_to("/events/orders.new", "{}")).status, 404);
  EXPECT_TRUE(runs.requests.empty());
}

}  // namespace
}  // namespace tntc::triggers
