#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "io/files.h"
#include "secrets/load.h"

namespace tntc::secrets::testing {

// A workflow directory, shown to the user as "wf", inside a scratch directory: "../x" is beside it.
class SecretFiles {
 public:
  SecretFiles() : scratch_(io::ScratchDirectory::make()) {
    EXPECT_TRUE(scratch_);
    auto real = io::real_path(scratch_->path());
    directory_ = *real + "/wf";
    make_directory(".");
  }

  std::string path(const std::string& name) const {
    return io::normal_path(directory_ + '/' + name);
  }
  void make_directory(const std::string& name) { EXPECT_TRUE(io::make_directories(path(name))); }
  void write(const std::string& name, std::string_view bytes) {
    make_parent(name);
    EXPECT_TRUE(io::write_file(path(name), bytes));
  }
  void link(const std::string& target, const std::string& name) {
    make_parent(name);
    EXPECT_EQ(::symlink(target.c_str(), path(name).c_str()), 0);
  }
  void make_pipe(const std::string& name) {
    make_parent(name);
    EXPECT_EQ(::mkfifo(path(name).c_str(), 0600), 0);
  }

  Places places() const {
    return {.directory = directory_, .shown = "wf", .only = {}, .only_shown = {}, .mounted = {}};
  }
  Places places_with_mount() const {
    Places places = this->places();
    places.mounted = path("mounted");
    return places;
  }
  Places only(const std::string& name) const {
    Places places = places_with_mount();
    places.only = path(name);
    places.only_shown = name;
    return places;
  }

 private:
  void make_parent(const std::string& name) {
    const std::string file = path(name);
    EXPECT_TRUE(io::make_directories(file.substr(0, file.rfind('/'))));
  }

  Result<io::ScratchDirectory> scratch_;
  std::string directory_;
};

}  // namespace tntc::secrets::testing
