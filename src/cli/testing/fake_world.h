#pragma once

#include <string>

#include <gtest/gtest.h>

#include "cli/ports.h"
#include "cli/session.h"
#include "cli/world.h"
#include "io/files.h"

namespace tntc::cli::testing {

// A World in a directory of its own that remembers what was written. No terminal, UTF-8.
class FakeWorld {
 public:
  FakeWorld() : scratch_(io::ScratchDirectory::make()) {
    EXPECT_TRUE(scratch_) << scratch_.error().message;
    auto real = io::real_path(scratch_->path());
    world.directory = real ? *real : scratch_->path();
    world.program_directory = world.directory;
    world.environment = {{"LANG", "C.UTF-8"}};
    world.out = [this](std::string_view text) { out += text; };
    world.err = [this](std::string_view text) { err += text; };
    world.read_input = [this]() -> Result<std::string> { return input; };
  }
  FakeWorld(const FakeWorld&) = delete;
  FakeWorld& operator=(const FakeWorld&) = delete;

  Session session() { return {.world = world, .ports = ports, .out = {}, .err = {}}; }

  std::string path(const std::string& name) const { return world.directory + '/' + name; }

  void write(const std::string& name, std::string_view text) {
    const std::string file = path(name);
    EXPECT_TRUE(io::make_directories(file.substr(0, file.rfind('/'))));
    EXPECT_TRUE(io::write_file_atomically(file, text));
  }

  std::string read(const std::string& name) const {
    const auto text = io::read_file(path(name), std::size_t{1} << 20);
    EXPECT_TRUE(text) << (text ? "" : text.error().message);
    return text ? *text : std::string();
  }

  World world;
  Ports ports;
  std::string out, err, input;

 private:
  Result<io::ScratchDirectory> scratch_;
};

// A workflow of two nodes, in the current directory of `fake`.
inline void write_pair(FakeWorld& fake, const std::string& directory = "") {
  const std::string prefix = directory.empty() ? "" : directory + "/";
  fake.write(prefix + "workflow.yaml",
             "name: pair\n"
             "version: \"1.0\"\n"
             "triggers:\n"
             "  - type: manual\n"
             "nodes:\n"
             "  fetch:\n"
             "    path: ./nodes/fetch.ts\n"
             "  end:\n"
             "    path: ./nodes/end.ts\n"
             "edges:\n"
             "  - from: fetch\n"
             "    to: end\n");
  fake.write(prefix + "nodes/fetch.ts", "export default async () => 1;\n");
  fake.write(prefix + "nodes/end.ts", "export default async () => 2;\n");
}

}  // namespace tntc::cli::testing
