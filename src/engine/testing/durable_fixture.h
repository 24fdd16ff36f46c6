#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/testing/engine_fixture.h"

namespace tntc::engine::testing {

using triggers::Durability;

// Says that it runs, and waits for a file that a test makes.
inline std::string waits_for(const std::string& file) {
  return "ctx.log.info(`${ctx.node} ${ctx.attempt}`);\n"
         "for (;;) { try { Deno.statSync('" +
         file +
         "'); break; } catch { await new Promise((r) => setTimeout(r, 5)); } }\n"
         "return {node: ctx.node, input};";
}

// Runs that are recorded, over real workers.
class DurableTest : public EngineFixture {
 protected:
  DurableTest() : scratch_(*io::ScratchDirectory::make()) {
    options.state = scratch_.path() + "/state";
  }

  std::string file(const std::string& name) const { return scratch_.path() + "/" + name; }
  void open_gate(const std::string& name) { ASSERT_TRUE(io::write_file(file(name), "")); }

  bundle::Bundle chain(const std::string& rest = "edges: [{from: a, to: b}, {from: b, to: c}]\n",
                       const std::string& keys = {}) {
    return make_bundle({{"a", "return 1;", "", keys},
                        {"b", waits_for(file("gate")), "", keys},
                        {"c", "return [input, ctx.attempt];", "", keys}},
                       rest);
  }
  triggers::RunRequest durable(std::string input = "{}") {
    return {.input = std::move(input), .durability = Durability::disk};
  }
  Told& follow(const std::string& id) {
    followed_.push_back(std::make_unique<Told>());
    Told& told = *followed_.back();
    told.id = id;
    engine->follow(id, [&told](Result<triggers::RunOutcome> said) {
      ++told.times;
      ASSERT_TRUE(said);
      told.outcome = std::move(*said);
    });
    return told;
  }
  // As a kill of the service and all it has started.
  void die() {
    engine.reset();
    logs.clear();
  }
  bool says(const std::string& text) {
    return until([&] {
      return std::ranges::any_of(logs, [&](const LogLine& line) { return line.text == text; });
    });
  }

  io::ScratchDirectory scratch_;
  std::vector<std::unique_ptr<Told>> followed_;
};

}  // namespace tntc::engine::testing
