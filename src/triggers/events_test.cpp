#include "triggers/events.h"

#include <gtest/gtest.h>

namespace tntc::triggers {
namespace {

using spec::TriggerType;

const std::vector<spec::Trigger> kTriggers = {
    {.type = TriggerType::manual},
    {.type = TriggerType::queue, .name = "orders", .subject = "orders.*"},
    {.type = TriggerType::queue, .subject = "orders.>"},
    {.type = TriggerType::webhook, .name = "hook", .path = "/hooks/push"},
};

TEST(Events, StartARunForEachTriggerThatTakesTheSubject) {
  const auto requests = requests_of_post(kTriggers, "/events/orders.new", R"({"id":1})");
  ASSERT_TRUE(requests);
  ASSERT_EQ(requests->size(), 2U);
  EXPECT_EQ(requests->at(0).trigger, "queue");
  EXPECT_EQ(requests->at(0).trigger_name, "orders");
  EXPECT_EQ(requests->at(0).input, R"({"trigger":"orders","id":1})");
  EXPECT_EQ(requests->at(1).trigger_name, "orders.>");
  EXPECT_EQ(requests->at(1).input, R"({"trigger":"orders.>","id":1})");
}

TEST(Events, AreTheSameAsMessages) {
  const auto message = requests_of_message(kTriggers, "orders.new.eu", "text");
  ASSERT_EQ(message.size(), 1U);
  EXPECT_EQ(message[0].input, R"({"trigger":"orders.>","data":"text"})");
}

TEST(Events, AreNotFoundWithTheSubjectsThereAre) {
  const auto requests = requests_of_post(kTriggers, "/events/invoices", "");
  ASSERT_FALSE(requests);
  EXPECT_EQ(requests.error().kind, ErrorKind::not_found);
  EXPECT_EQ(requests.error().hint, "the subjects of this workflow: orders.*, orders.>");
}

TEST(Events, AreRefusedForWhatIsNoSubject) {
  for (const char* path : {"/events/", "/events/orders.*", "/events/a..b", "/events/a%20b",
                           "/events/a%2", "/events/%zz", "/events/a/b%00"}) {
    const auto requests = requests_of_post(kTriggers, path, "");
    ASSERT_FALSE(requests) << path;
    EXPECT_EQ(requests.error().kind, ErrorKind::invalid) << path;
  }
}

TEST(Events, DecodeTheSubject) {
  EXPECT_EQ(requests_of_post(kTriggers, "/events/orders%2enew", "")->size(), 2U);
  EXPECT_EQ(requests_of_post(kTriggers, "/events/orders.f%C3%BCr", "")->size(), 2U);
}

TEST(Webhook, RunsWithItsBody) {
  const auto requests = requests_of_post(kTriggers, "/hooks/push", R"( {"a":1})");
  ASSERT_TRUE(requests);
  ASSERT_EQ(requests->size(), 1U);
  EXPECT_EQ(requests->at(0).input, R"( {"a":1})");
  EXPECT_EQ(requests->at(0).trigger, "webhook");
  EXPECT_EQ(requests_of_post(kTriggers, "/hooks/push", "")->at(0).input, "{}");
}

TEST(Webhook, TakesABodyAsTheRunPathDoes) {
  EXPECT_EQ(requests_of_post(kTriggers, "/hooks/push", "\xEF\xBB\xBF[1]")->at(0).input, "[1]");
  EXPECT_EQ(requests_of_post(kTriggers, "/hooks/push", " \v\f\r\n")->at(0).input, "{}");
}

TEST(Webhook, KeepsAPathThatReadsLikeAnEvent) {
  const std::vector<spec::Trigger> triggers = {
      {.type = TriggerType::queue, .subject = ">"},
      {.type = TriggerType::webhook, .path = "/events/orders"}};
  EXPECT_EQ(requests_of_post(triggers, "/events/orders", "")->at(0).trigger, "webhook");
  EXPECT_EQ(requests_of_post(triggers, "/events/other", "")->at(0).trigger, "queue");
}

TEST(Webhook, RefusesABodyThatIsNotJson) {
  const auto requests = requests_of_post(kTriggers, "/hooks/push", "a=1");
  ASSERT_FALSE(requests);
  EXPECT_EQ(requests.error().kind, ErrorKind::invalid);
}

TEST(Events, LeaveOtherPathsAlone) {
  for (const char* path : {"/", "/events", "/hooks/push/", "/hooks"}) {
    const auto requests = requests_of_post(kTriggers, path, "");
    ASSERT_TRUE(requests) << path;
    EXPECT_TRUE(requests->empty()) << path;
  }
}

}  // namespace
}  // namespace tntc::triggers
