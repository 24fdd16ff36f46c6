#pragma once

#include "cli/testing/fake_world.h"
#include "engine/testing/written_journal.h"

namespace tntc::cli::testing {

// A FakeWorld with a workflow of two nodes, fetch and end, in `.` and with recorded runs. The first
// run has ended well, the second has failed in `end`, the third has not ended. The time is 10 s
// after 1970.
class RecordedWorld : public FakeWorld {
 public:
  using Journal = engine::testing::WrittenJournal;
  using NodeEnd = engine::journal::NodeEnd;
  using RecordKind = engine::journal::RecordKind;

  RecordedWorld() : journal(make_state()) {
    write_pair(*this);
    ports.now = [] { return std::chrono::system_clock::time_point(std::chrono::seconds(10)); };
    for (int run = 1; run <= 3; ++run) {
      journal.accept(run, R"({"day":1})");
      NodeEnd fetch{.node = "fetch", .started_at = 1100, .ended_at = 1112};
      fetch.value.text = R"({"a":[1,2]})";
      journal.end_node(run, 2, fetch);
    }
    NodeEnd well{.node = "end", .started_at = 1112, .ended_at = 1115};
    well.value.text = "7";
    journal.end_node(1, 3, well);
    journal.end_run(1, triggers::RunEnd::succeeded, 4, R"({"success":true})");
    NodeEnd once{.node = "end", .started_at = 1112, .ended_at = 1115};
    once.how = NodeEnd::How::failed;
    once.final = false;
    once.value.text = "try again";
    journal.end_node(2, 3, once);
    NodeEnd failed = once;
    failed.attempt = 2;
    failed.final = true;
    failed.value.text = "no such host";
    journal.end_node(2, 4, failed);
    journal.put(Journal::record(
        2, 5, RecordKind::log,
        encode(engine::journal::Log{
            .node = "end", .attempt = 2, .level = 2, .at = 1113, .text = "it \x1b[31mis late"})));
    journal.end_run(2, triggers::RunEnd::failed, 6, R"({"success":false})");
    journal.put(Journal::record(3, 3, RecordKind::started,
                                encode(engine::journal::Started{"end", 1, 4000})));
    journal.put(Journal::record(3, 4, RecordKind::step,
                                encode(engine::journal::Step{"end", "sleep\n1", {"70000", ""}})));
  }

  static std::string id(int run) { return Journal::id_of(run); }

  Journal journal;

 private:
  std::string make_state() {
    const std::string state = path(".tentacular/state");
    EXPECT_TRUE(io::make_directories(state));
    return state;
  }
};

}  // namespace tntc::cli::testing
