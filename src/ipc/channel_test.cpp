#include "ipc/channel.h"

#include <gtest/gtest.h>

#include "io/seqpacket.h"

namespace tntc::ipc {
namespace {

struct Ends {
  Channel left, right;
  Inbox inbox;

  static Ends make(std::size_t largest = 64u << 20) {
    auto pair = io::make_seqpacket_pair();
    EXPECT_TRUE(pair);
    return {
        Channel(std::move(pair->first), largest), Channel(std::move(pair->second), largest), {}};
  }
};

TEST(Channel, CarriesSmallAndLargeMessages) {
  Ends ends = Ends::make();
  for (const std::size_t size : {0u, 10u, 48u << 10, 200u << 10, 8u << 20}) {
    const std::string input(size, 'x');
    ASSERT_TRUE(*ends.left.send(StartRun{1, "id", 0, 0, 0, input, {}}));
    const auto incoming = ends.right.receive(ends.inbox);
    ASSERT_TRUE(incoming) << incoming.error().message;
    ASSERT_EQ(incoming->arrival, Arrival::message);
    EXPECT_EQ(std::get<StartRun>(*incoming->message).input, input);
  }
}

TEST(Channel, SaysWhenNothingIsThereAndWhenThePeerIsGone) {
  Ends ends = Ends::make();
  EXPECT_EQ(ends.right.receive(ends.inbox)->arrival, Arrival::nothing_yet);
  {
    Channel gone = std::move(ends.left);
  }
  EXPECT_EQ(ends.right.receive(ends.inbox)->arrival, Arrival::closed);
  EXPECT_EQ(ends.right.send(Quit{}).error().kind, ErrorKind::unavailable);
}

TEST(Channel, DoesNotBlockWhenThePeerDoesNotRead) {
  Ends ends = Ends::make();
  const std::string input(10'000, 'x');
  int sent = 0;
  while (sent < 10'000) {
    const auto outcome = ends.left.send(StartRun{1, "id", 0, 0, 0, input, {}});
    ASSERT_TRUE(outcome);
    if (!*outcome) break;
    ++sent;
  }
  EXPECT_GT(sent, 2);
  EXPECT_LT(sent, 10'000);
}

TEST(Channel, ReceivesTheMessagesOfABatchOneByOne) {
  Ends ends = Ends::make();
  std::string batch;
  append_to_batch(CancelRun{1}, batch);
  append_to_batch(StartRun{.run = 2, .id = "id", .input = "{}"}, batch);
  ASSERT_TRUE(*ends.left.send_packet(batch));

  const auto first = ends.right.receive(ends.inbox);
  ASSERT_TRUE(first && first->message);
  EXPECT_EQ(std::get<CancelRun>(*first->message).run, 1u);
  const auto second = ends.right.receive(ends.inbox);
  ASSERT_TRUE(second && second->message);
  EXPECT_EQ(std::get<StartRun>(*second->message).input, "{}");
  EXPECT_EQ(ends.right.receive(ends.inbox)->arrival, Arrival::nothing_yet);
}

TEST(Channel, HandsTheRestOfABatchToOthers) {
  Ends ends = Ends::make();
  std::string batch;
  for (RunNumber run = 1; run <= 3; ++run) append_to_batch(CancelRun{run}, batch);
  ASSERT_TRUE(*ends.left.send_packet(batch));
  ASSERT_TRUE(ends.right.receive(ends.inbox)->message);

  const std::vector<std::string> rest = ends.inbox.take_rest();

  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(std::get<CancelRun>(*decode(rest[1])).run, 3u);
  EXPECT_EQ(ends.right.receive(ends.inbox)->arrival, Arrival::nothing_yet);
}

TEST(Channel, RefusesABatchThatIsCutOff) {
  Ends ends = Ends::make();
  std::string batch;
  append_to_batch(CancelRun{1}, batch);
  append_to_batch(CancelRun{2}, batch);
  batch.pop_back();
  ASSERT_TRUE(*ends.left.send_packet(batch));
  ASSERT_TRUE(ends.right.receive(ends.inbox)->message);

  EXPECT_EQ(ends.right.receive(ends.inbox).error().kind, ErrorKind::invalid);
}

TEST(Outbox, SendsWhatWasAddedInOrderAndTogether) {
  Ends ends = Ends::make();
  Outbox outbox(ends.left);
  outbox.add(CancelRun{1});
  outbox.add(CancelRun{2});
  EXPECT_EQ(outbox.size(), 2u);
  EXPECT_EQ(ends.right.receive(ends.inbox)->arrival, Arrival::nothing_yet);

  outbox.flush();

  EXPECT_EQ(outbox.size(), 0u);
  EXPECT_EQ(std::get<CancelRun>(*ends.right.receive(ends.inbox)->message).run, 1u);
  EXPECT_EQ(std::get<CancelRun>(*ends.right.receive(ends.inbox)->message).run, 2u);
}

TEST(Outbox, DoesNotCollectWithoutBounds) {
  Ends ends = Ends::make();
  Outbox outbox(ends.left);

  const std::string input(40'000, 'x');
  outbox.add(StartRun{.run = 1, .id = "id", .input = input});

  EXPECT_EQ(outbox.size(), 0u);
  EXPECT_TRUE(ends.right.receive(ends.inbox)->message);
}

TEST(Channel, RefusesWhatIsLargerThanAgreed) {
  Ends ends = Ends::make(1u << 20);
  ASSERT_TRUE(*ends.left.send(StartRun{1, "id", 0, 0, 0, std::string(2u << 20, 'x'), {}}));
  EXPECT_EQ(ends.right.receive(ends.inbox).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace tntc::ipc
