#include "engine/history/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/journal/record.h"

namespace tntc::engine::history {
namespace {

using journal::NodeEnd;
using journal::RecordKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Waiting::Kind;

// A run of a -> b -> c, told record by record.
class Told {
 public:
  Told() {
    add(RecordKind::accepted, encode(journal::Accepted{.at = 100, .input = {"{}", ""}}));
    for (const char* name : {"a", "b", "c"}) {
      spec::Node node;
      node.name = name;
      workflow.nodes.push_back(node);
    }
    workflow.edges = {{0, 1, {}}, {1, 2, {}}};
  }

  Told& add(RecordKind kind, const std::string& payload = {}) {
    EXPECT_TRUE(log.apply({{}, log.next_sequence(), kind, payload}));
    return *this;
  }
  Told& begun(const std::string& node, int attempt, std::int64_t at) {
    return add(RecordKind::started, encode(journal::Started{node, attempt, at}));
  }
  Told& ended(const std::string& node, NodeEnd::How how = NodeEnd::How::succeeded,
              bool final = true) {
    return add(RecordKind::node_end, encode(NodeEnd{.node = node,
                                                    .how = how,
                                                    .final = final,
                                                    .value = {"1", ""},
                                                    .retry_at = final ? 0 : 700}));
  }
  Told& step(const std::string& node, const std::string& name, const std::string& value) {
    return add(RecordKind::step, encode(journal::Step{node, name, {value, ""}}));
  }
  std::vector<Waiting> waits(std::int64_t now = 1000) { return explain(log, &workflow, now); }

  journal::RunLog log;
  spec::Workflow workflow;
};

TEST(Explain, ARunWaitsForItsTurnFirst) {
  Told told;
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{.kind = Kind::queued, .since = 100}));
  told.add(RecordKind::sent);
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{.node = "a", .attempt = 1}));
}

TEST(Explain, ThenForItsNodes) {
  Told told;
  told.add(RecordKind::sent).begun("a", 1, 110).ended("a").begun("b", 1, 120);
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{.node = "b", .attempt = 1, .since = 120}));
  told.ended("b", NodeEnd::How::failed, false);
  EXPECT_THAT(told.waits(),
              ElementsAre(Waiting{.kind = Kind::retry, .node = "b", .attempt = 2, .until = 700}));
  told.begun("b", 2, 130);
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{.node = "b", .attempt = 2, .since = 130}));
}

TEST(Explain, ANodeMaySleep) {
  Told told;
  told.add(RecordKind::sent).begun("a", 1, 110).step("a", "sleep\n1", "900");
  EXPECT_THAT(told.waits(899),
              ElementsAre(Waiting{
                  .kind = Kind::sleep, .node = "a", .attempt = 1, .since = 110, .until = 900}));
  EXPECT_THAT(told.waits(900), ElementsAre(Waiting{.node = "a", .attempt = 1, .since = 110}));
}

TEST(Explain, ANodeMayWaitForAnEvent) {
  Told told;
  told.add(RecordKind::sent).begun("a", 1, 110).step("a", "event\napproved\n1\nuntil", "160");
  told.step("a", "event\npaid.twice\n2\nuntil", "0");
  const Waiting approved{.kind = Kind::event,
                         .node = "a",
                         .attempt = 1,
                         .since = 110,
                         .until = 160,
                         .event = "approved"};
  Waiting paid = approved;
  paid.until = 0;
  paid.event = "paid.twice";
  EXPECT_THAT(told.waits(), ElementsAre(approved, paid));
  told.step("a", "event\napproved\n1", "0");
  EXPECT_THAT(told.waits(), ElementsAre(paid));
  told.step("a", "element\n17\nsleep\n1", "1500");
  const Waiting element{
      .kind = Kind::sleep, .node = "a", .attempt = 1, .since = 110, .until = 1500};
  EXPECT_THAT(told.waits(), ElementsAre(element, paid)) << "of a loop";
  told.step("a", "element\n17\nsleep\n1", "900");
  told.add(RecordKind::parked, encode(journal::Parked{0, {"paid.twice"}}));
  EXPECT_THAT(told.waits(), ElementsAre(paid)) << "no worker has it";
}

TEST(Explain, AHandlerOfFailuresIsNoNodeThatRuns) {
  Told told;
  spec::Node handler;
  handler.name = "mend";
  told.workflow.nodes.push_back(handler);
  told.workflow.nodes[0].on_failure = "mend";
  told.add(RecordKind::sent);
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{.node = "a", .attempt = 1}));
}

TEST(Explain, AfterAFailureNothingBegins) {
  Told told;
  told.add(RecordKind::sent).ended("a", NodeEnd::How::failed);
  EXPECT_THAT(told.waits(), ElementsAre(Waiting{}));
}

TEST(Explain, ACancelledRunSaysSo) {
  Told told;
  told.add(RecordKind::sent).begun("a", 1, 110).add(RecordKind::cancelled);
  EXPECT_EQ(told.waits().at(0).kind, Kind::cancelling);
  told.add(RecordKind::run_end, encode(journal::RunEnded{.at = 5, .result = {"{}", ""}}));
  EXPECT_THAT(told.waits(), IsEmpty());
}

TEST(Explain, NeedsNoWorkflow) {
  Told told;
  told.add(RecordKind::sent);
  EXPECT_THAT(explain(told.log, nullptr, 1000), ElementsAre(Waiting{}));
}

TEST(Explain, IsToldAsJson) {
  EXPECT_EQ(to_json({{.kind = Kind::event,
                      .node = "a",
                      .attempt = 1,
                      .since = 5,
                      .until = 9,
                      .event = "approved"},
                     {.kind = Kind::no_engine}}),
            R"([{"kind":"event","node":"a","attempt":1,"since":5,"until":9,"event":"approved"},)"
            R"({"kind":"no_engine"}])");
}

}  // namespace
}  // namespace tntc::engine::history
