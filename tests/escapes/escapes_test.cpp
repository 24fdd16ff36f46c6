// Every case of cases.cpp against real workers with all walls, and with walls left out: what each
// wall denies by itself. Writes the table to escapes.md in the build directory.
#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "engine/testing/engine_fixture.h"
#include "tests/escapes/cases.h"
#include "tests/services/test_http_server.h"

namespace tntc::escapes {
namespace {

namespace fs = std::filesystem;

struct Setting {
  const char* title;
  const char* left_out;  // of worker_open; nullptr: the worker that is installed
};

constexpr std::array kSettings = {
    Setting{"all walls", nullptr},          Setting{"only realm", "grants,kernel"},
    Setting{"only grants", "realm,kernel"}, Setting{"only kernel", "realm,grants"},
    Setting{"none", "realm,grants,kernel"},
};

// What has no wall to leave out: the name is simply not there, the bound is that of every run, or
// the prelude keeps its objects to itself and realms are apart.
bool is_of_the_runtime(const Case& one) {
  return one.group == "absent powers" || one.group == "the prelude's own objects" ||
         one.group == "what the runtime itself sees to" || one.group == "neighbours" ||
         one.group == "limits";
}

class Escapes : public engine::testing::EngineFixture {
 protected:
  // Not below /tmp, which nodes may write, and where this tree may lie.
  const fs::path root = fs::path("/var/tmp") / ("tntc-escapes-" + std::to_string(::getpid()));
  services::TestHttpServer peer;
  services::TestHttpServer other;

  Escapes() {
    ::setenv("TNTC_CANARY", "canary-in-the-environment", 1);
    fs::create_directories(root / "wf/nodes");
    fs::create_directories(root / "outside");
    write(root / "wf/.secrets.yaml", "vault: {token: canary-in-a-file}\n");
    write(root / "wf/data.txt", "data");
    write(root / "wf/workflow.yaml", "name: x\n");
    fs::create_directory_symlink(root / "outside", root / "wf/link-out");
    fs::create_symlink(root / "outside/secret.txt", root / "wf/link-file");
    peer.on("/", "peer");
    other.on("/", "other");
    const auto redirect = [](std::string to) {
      return
          [to](services::HttpExchange& exchange) { exchange.respond(302, "", {{"location", to}}); };
    };
    peer.on("/to-other", redirect(other.url()));
    peer.on("/to-metadata", redirect("http://169.254.169.254/"));
    peer.on("/to-file", redirect("file:///etc/passwd"));
    peer.on("/echo", [](services::HttpExchange& exchange) {
      std::string seen;
      for (const auto& [name, value] : exchange.request().headers)
        seen += name + ": " + value + "\n";
      exchange.respond(200, seen);
    });
  }
  ~Escapes() override { fs::remove_all(root); }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

  std::vector<Case> cases() const {
    return make_cases({(root / "outside").string(), (root / "wf").string(),
                       std::to_string(peer.port()), std::to_string(other.port())});
  }

  static std::string node_name(std::size_t i, const char* of) {
    std::string digits = std::to_string(i);
    digits.insert(0, 3 - digits.size(), '0');
    return of + digits;
  }

  static bundle::Bundle bundle_of(const std::vector<Case>& all) {
    std::vector<engine::testing::NodeText> nodes;
    for (std::size_t i = 0; i < all.size(); ++i) {
      nodes.push_back({node_name(i, "a"), all[i].code, kBefore, all[i].keys});
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].victim.empty() || all[i].victim == "again") continue;
      nodes.push_back({node_name(i, "v"), all[i].victim, kBefore});
    }
    return engine::testing::make_bundle(nodes);
  }

  void start_engine(const Setting& setting, const std::vector<Case>& all) {
    engine.reset();
    // What attempts under the setting before may have taken away or left behind.
    fs::remove_all(root / "outside");
    fs::create_directories(root / "outside");
    write(root / "outside/secret.txt", "canary outside");
    for (int i = 1; i <= 5; ++i) write(root / ("outside/victim" + std::to_string(i) + ".txt"), "v");
    provisions.secrets = R"({"vault":{"token":"canary-vault-token"},"other":{"token":"o"}})";
    options.directory = (root / "wf").string();
    options.worker_program = TNTC_BINARY_DIR "/bin/tentacular-worker";
    if (setting.left_out != nullptr) {
      const fs::path wrapper = root / "worker.sh";
      write(wrapper, "#!/bin/sh\nexec " TNTC_BINARY_DIR
                     "/tests/tentacular-worker-open --leave-out=" +
                         std::string(setting.left_out) + " \"$@\"\n");
      fs::permissions(wrapper, fs::perms::owner_all);
      options.worker_program = wrapper.string();
    }
    make(bundle_of(all));
  }

  // The text the case came to, or why it was denied.
  std::string outcome(const std::vector<Case>& all, std::size_t i) {
    std::string counts = node_name(i, "a");
    std::string said = spoken(counts, run_node(counts));
    if (all[i].victim.empty()) return said;
    if (all[i].victim != "again") counts = node_name(i, "v");
    const auto wait = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    if (all[i].victim == "again") {
      while (std::chrono::steady_clock::now() < wait) loop.run_one_until(wait);
    }
    return spoken(counts, run_node(counts));
  }

  static std::string spoken(const std::string& node, const engine::testing::Told& told) {
    const std::string output = told.output(node);
    return output.empty() ? "denied: " + told.error(node) + told.stopped() : output;
  }
};

bool got(const std::string& said) {
  return said.find("\"got: ") == 0;
}

TEST_F(Escapes, EachIsDeniedAndTheTableSaysByWhichWalls) {
  const std::vector<Case> all = cases();
  ASSERT_GE(all.size(), 100u);
  std::map<std::string, std::vector<std::string>> said;
  for (const Setting& setting : kSettings) {
    start_engine(setting, all);
    for (std::size_t i = 0; i < all.size(); ++i) said[setting.title].push_back(outcome(all, i));
  }
  std::ofstream table(TNTC_BINARY_DIR "/escapes.md");
  table << "| Attempt | all walls | realm alone | grants alone | kernel alone | no wall |\n"
        << "|---|---|---|---|---|---|\n";
  std::string group;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (group != all[i].group) table << "| **" << (group = all[i].group) << "** | | | | | |\n";
    table << "| " << all[i].name;
    for (const Setting& setting : kSettings) {
      table << " | " << (got(said[setting.title][i]) ? "succeeds" : "denied");
    }
    table << " |\n";
    EXPECT_FALSE(got(said["all walls"][i]))
        << all[i].group << ": " << all[i].name << " " << said["all walls"][i];
    // A case that fails without any wall proves nothing about them.
    if (!is_of_the_runtime(all[i])) {
      EXPECT_TRUE(got(said["none"][i]))
          << all[i].group << ": " << all[i].name << " " << said["none"][i];
    }
    if (std::getenv("TNTC_ESCAPES_VERBOSE") != nullptr) {
      for (const Setting& setting : kSettings) {
        std::printf("%s: %s [%s] %s\n", all[i].group.c_str(), all[i].name.c_str(), setting.title,
                    said[setting.title][i].c_str());
      }
    }
  }
}

TEST(InstalledWorker, HasNoFlagToLeaveAWallOut) {
  EXPECT_EQ(
      std::system(TNTC_BINARY_DIR "/bin/tentacular-worker --leave-out=realm >/dev/null 2>&1") >> 8,
      2);
}

}  // namespace
}  // namespace tntc::escapes
