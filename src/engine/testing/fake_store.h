#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/journal/store.h"

namespace tntc::engine::journal {

// Set by a test while the journal's thread may look.
struct Knob {
  Knob(int given) : value(given) {}
  Knob(const Knob& other) : value(other.value.load()) {}
  Knob& operator=(const Knob& other) {
    value = other.value.load();
    return *this;
  }
  operator int() const { return value; }
  int operator++() { return ++value; }

  std::atomic<int> value;
};

// The files of a machine, as they survive it. Stores come and go with processes.
struct FakeDisk {
  struct File {
    std::string bytes;   // as processes see it
    std::string synced;  // as it is after a power cut, at least
    std::string clean;   // what the next sync does not write again: it was, or that has failed
  };
  std::map<std::string, File> files;
  // Since the directory was synced last; after a power cut the last of them may be there again.
  std::vector<std::pair<std::string, File>> removed;
  Knob calls = 0;     // that change something, so far
  Knob fail_at = -1;  // the call that fails
  bool fail_for_ever = false;
  ErrorKind fail_with = ErrorKind::internal;  // no_space: the disk is full
  Knob die_at = -1;  // the process dies within this call: it and all after it do nothing
  std::size_t write_partly = 0;  // of the bytes of the call that fails or dies

  bool is_dead() const { return die_at >= 0 && calls >= die_at; }

  // No further call has room, until fail_at says otherwise.
  void fill_up() {
    fail_with = ErrorKind::no_space;
    fail_for_ever = true;
    fail_at = calls + 1;
  }

  static constexpr std::size_t kSector = 512;

  // Calls `act` for each sector in which `a` and `b` differ.
  template <class Act>
  static void each_difference(const std::string& a, const std::string& b, Act act) {
    for (std::size_t at = 0; at < a.size(); at += kSector) {
      const std::size_t size = std::min(kSector, a.size() - at);
      if (at < b.size() && b.compare(at, size, a, at, size) == 0) continue;
      act(at, size);
    }
  }

  // Power is lost: of what was not synced, sectors are there or not, by `seed`. Directories lose
  // what was done to them last, as on the file systems that keep a journal of it.
  void lose_power(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (auto& [name, file] : files) {
      std::string left = file.synced;
      left.resize(std::max(left.size(), file.bytes.size()), '\0');
      each_difference(file.bytes, left, [&](std::size_t at, std::size_t size) {
        if (random() % 2 == 0) left.replace(at, size, file.bytes, at, size);
      });
      file.bytes = file.synced = file.clean = left;
    }
    while (!removed.empty() && random() % 2 == 0) {
      auto& [name, file] = removed.back();
      file.bytes = file.clean = file.synced;
      files.emplace(name, file);
      removed.pop_back();
    }
    removed.clear();
  }
};

class FakeStore : public Store {
 public:
  explicit FakeStore(FakeDisk& disk) : disk_(disk) {}

  Result<std::vector<std::string>> list() override {
    std::vector<std::string> names;
    for (const auto& [name, file] : disk_.files) names.push_back(name);
    return names;
  }
  Result<std::string> read(const std::string& name) override {
    const auto found = disk_.files.find(name);
    if (found == disk_.files.end()) return fail(ErrorKind::not_found, "there is no " + name);
    return found->second.bytes;
  }
  Result<void> reserve(const std::string& name, std::size_t size) override {
    return change([&](bool) {
      const std::string zeros(size, '\0');
      disk_.files[name] = {zeros, zeros, zeros};
      disk_.removed.clear();
    });
  }
  Result<void> open(const std::string& reserved, const std::string& name) override {
    return change([&](bool) {
      auto node = disk_.files.extract(reserved);
      node.key() = name;
      disk_.files.insert(std::move(node));
      open_ = name;
      disk_.removed.clear();
    });
  }
  Result<void> write_at(std::size_t offset, std::string_view bytes) override {
    const auto write = [&](std::size_t size) {
      std::string& all = disk_.files[open_].bytes;
      if (all.size() < offset + size) all.resize(offset + size, '\0');
      all.replace(offset, size, bytes.substr(0, size));
    };
    return change(
        [&](bool whole) {
          write(whole ? bytes.size() : std::min(disk_.write_partly, bytes.size()));
        },
        true);
  }
  Result<void> sync() override {
    FakeDisk::File& file = disk_.files.at(open_);
    const auto done = change([&](bool) {
      file.synced.resize(file.bytes.size());
      FakeDisk::each_difference(file.bytes, file.clean, [&](std::size_t at, std::size_t size) {
        file.synced.replace(at, size, file.bytes, at, size);
      });
    });
    // Also when it has failed: the kernel does not keep what it could not write for another try.
    if (!disk_.is_dead()) file.clean = file.bytes;
    return done;
  }
  Result<void> cut(const std::string& name, std::size_t size) override {
    return change([&](bool) {
      FakeDisk::File& file = disk_.files[name];
      file.bytes.resize(size);
      file.synced = file.clean = file.bytes;
    });
  }
  Result<void> put(const std::string& name, std::string_view bytes) override {
    return change([&](bool) {
      disk_.files[name] = {std::string(bytes), std::string(bytes), std::string(bytes)};
      disk_.removed.clear();
    });
  }
  Result<void> remove(const std::string& name) override {
    return change([&](bool) {
      auto file = disk_.files.extract(name);
      if (!file.empty()) disk_.removed.emplace_back(name, std::move(file.mapped()));
    });
  }

 private:
  // `act` gets whether it may do all of it.
  template <class Act>
  Result<void> change(Act act, bool partly = false) {
    const int call = ++disk_.calls;
    const bool dead = disk_.die_at >= 0 && call >= disk_.die_at;
    const bool fails =
        disk_.fail_at >= 0 && (disk_.fail_for_ever ? call >= disk_.fail_at : call == disk_.fail_at);
    const bool first = call == disk_.die_at || call == disk_.fail_at;
    if (dead || fails) {
      if (partly && first) act(false);
      return fail(dead ? ErrorKind::internal : disk_.fail_with, "the disk does not do that");
    }
    act(true);
    return {};
  }

  FakeDisk& disk_;
  std::string open_;
};

}  // namespace tntc::engine::journal
