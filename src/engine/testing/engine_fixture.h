#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bundle/digest.h"
#include "bundle/wrapper.h"
#include "engine/engine.h"
#include "engine/testing/gate.h"
#include "io/files.h"

namespace tntc::engine::testing {

// A node and the body of its `async (ctx, input) => {...}`; `before` stands at the module's level.
// `keys` are further keys of the node in workflow.yaml, such as "capabilities: {net: []}".
struct NodeText {
  std::string name;
  std::string body;
  std::string before;
  std::string keys = {};
};

// What compiling a workflow of these nodes gives. `rest` is the end of its workflow.yaml, from
// `edges:` on. Nodes are in the order given; their names, too, are to be in that of the alphabet.
inline bundle::Bundle make_bundle(const std::vector<NodeText>& nodes,
                                  const std::string& rest = "edges: []\n") {
  bundle::Bundle made;
  made.workflow_yaml = "name: flow\nversion: \"1.0\"\ntriggers:\n  - type: manual\nnodes:\n";
  for (const NodeText& node : nodes) {
    const std::string path = "nodes/" + node.name + ".js";
    made.workflow_yaml += "  " + node.name + ":\n    path: ./" + path + "\n";
    if (!node.keys.empty()) made.workflow_yaml += "    " + node.keys + "\n";
    std::string code(bundle::kModulePrefix);
    code += node.before + "\n__tntc.default = async (ctx, input) => {\n" + node.body + "\n};\n";
    code += bundle::kModuleSuffix;
    made.node_module.push_back(static_cast<std::uint32_t>(made.modules.size()));
    made.modules.push_back({path, code, "{}"});
  }
  made.workflow_yaml += rest;
  made.compiler = "by hand";
  made.digest = bundle::digest_of(made);
  return made;
}

// What became of a run, told once.
struct Told {
  triggers::RunId id;
  int times = 0;
  triggers::RunOutcome outcome;

  boost::json::object result() const { return boost::json::parse(outcome.result).as_object(); }
  // As JSON text; "" when the node has no output.
  std::string output(const std::string& node) const {
    const boost::json::value all = result().at("outputs");
    const auto* found = all.as_object().if_contains(node);
    return found == nullptr ? "" : boost::json::serialize(*found);
  }
  std::string error(const std::string& node) const {
    return text_in(result().at("errors").as_object(), node);
  }
  std::string stopped() const { return text_in(result(), "stopped"); }

 private:
  static std::string text_in(const boost::json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found == nullptr ? "" : std::string(found->as_string());
  }
};

// The engine over real workers, its loop turned by the test until something has come about.
class EngineFixture : public ::testing::Test {
 protected:
  boost::asio::io_context loop{1};
  Gate gate{loop};
  std::vector<LogLine> logs;
  Provisions provisions;
  Options options;
  std::unique_ptr<Engine> engine;

  EngineFixture() {
    options.worker_program = TNTC_BINARY_DIR "/bin/tentacular-worker";
    options.limits.workers = 1;
    options.log = [this](const LogLine& line) { logs.push_back(line); };
  }

  void make(bundle::Bundle bundle) {
    auto made = Engine::make(loop, std::move(bundle), provisions, options);
    ASSERT_TRUE(made) << made.error().message;
    engine = std::move(*made);
  }

  // Turns the loop until `there` holds. The deadline only ends a test that has failed.
  template <class There>
  [[nodiscard]] bool until(There there) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!there()) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      loop.run_one_until(deadline);
    }
    return true;
  }

  // Valid as long as the fixture.
  Told& start_request(triggers::RunRequest request) {
    told_.push_back(std::make_unique<Told>());
    Told& told = *told_.back();
    const auto id = engine->start(std::move(request), [&told](Result<triggers::RunOutcome> said) {
      ++told.times;
      EXPECT_TRUE(said) << said.error().message;
      if (said) told.outcome = std::move(*said);
    });
    EXPECT_TRUE(id) << id.error().message;
    EXPECT_EQ(told.times, 0) << "told from inside start";
    if (id) told.id = *id;
    return told;
  }
  Told& start(std::string input = "{}") { return start_request({.input = std::move(input)}); }
  Told& start_node(const std::string& node, std::string input = "{}") {
    return start_request({.input = std::move(input), .only_node = node});
  }

  [[nodiscard]] bool ended(const Told& told) {
    return until([&] { return told.times > 0; });
  }
  Told& run_request(triggers::RunRequest request) {
    Told& told = start_request(std::move(request));
    EXPECT_TRUE(ended(told)) << "the run has not ended";
    return told;
  }
  Told& run(std::string input = "{}") { return run_request({.input = std::move(input)}); }
  Told& run_node(const std::string& node, std::string input = "{}") {
    return run_request({.input = std::move(input), .only_node = node});
  }

  int times_said(const Told& told, const std::string& text) const {
    int times = 0;
    for (const LogLine& line : logs) times += line.run == told.id && line.text == text;
    return times;
  }
  [[nodiscard]] bool said(const Told& told, const std::string& text, int times = 1) {
    return until([&] { return times_said(told, text) >= times; });
  }

  bool metric(const std::string& line) const {
    return ("\n" + engine->metrics_text()).find("\n" + line + "\n") != std::string::npos;
  }
  std::int64_t health(const std::string& key) const {
    return boost::json::parse(engine->health_json()).at(key).to_number<std::int64_t>();
  }

  // The processes that the engine has started.
  static std::vector<int> workers() {
    std::vector<int> found;
    const auto entries = io::list_directory("/proc");
    EXPECT_TRUE(entries);
    for (const io::DirectoryEntry& entry : *entries) {
      const int pid = std::atoi(entry.name.c_str());
      if (pid <= 0) continue;
      const auto stat = io::read_file("/proc/" + entry.name + "/stat", 4096);
      if (!stat) continue;  // ended meanwhile
      // "pid (name) state ppid ...", where the name may hold anything.
      int parent = 0;
      char state = 0;
      const std::size_t after_name = stat->rfind(')') + 1;
      if (std::sscanf(stat->c_str() + after_name, " %c %d", &state, &parent) != 2) continue;
      if (parent == ::getpid() && state != 'Z') found.push_back(pid);
    }
    return found;
  }

 private:
  std::vector<std::unique_ptr<Told>> told_;
};

}  // namespace tntc::engine::testing
