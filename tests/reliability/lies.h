#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/journal/store.h"

namespace tntc::reliability {

// What no journal can stand: with each of these, some test of this folder has to fail.
enum class Lie {
  none,
  late_writes,   // a write is said to be done, and is with the next one
  no_sync,       // a sync is said to be done, and is not
  hidden_error,  // a write or sync that failed is said to be done
  good_sums,     // what has rotted has the right checksums
};

inline std::optional<Lie> lie_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Lie>, 4> kLies = {
      {{"late_writes", Lie::late_writes},
       {"no_sync", Lie::no_sync},
       {"hidden_error", Lie::hidden_error},
       {"good_sums", Lie::good_sums}}};
  for (const auto& [text, lie] : kLies) {
    if (text == name) return lie;
  }
  return std::nullopt;
}

// A store that tells one lie about another, which it has.
class LyingStore : public engine::journal::Store {
 public:
  LyingStore(std::unique_ptr<Store> store, Lie lie) : store_(std::move(store)), lie_(lie) {}

  Result<std::vector<std::string>> list() override { return store_->list(); }
  Result<std::string> read(const std::string& name) override { return store_->read(name); }
  Result<void> reserve(const std::string& name, std::size_t size) override {
    return store_->reserve(name, size);
  }
  Result<void> open(const std::string& reserved, const std::string& name) override {
    TNTC_CHECK(write_late());
    return store_->open(reserved, name);
  }
  Result<void> write_at(std::size_t offset, std::string_view bytes) override {
    if (lie_ != Lie::late_writes) return told(store_->write_at(offset, bytes));
    TNTC_CHECK(write_late());
    late_ = {offset, std::string(bytes)};
    return {};
  }
  Result<void> sync() override {
    if (lie_ == Lie::no_sync) return {};
    return told(store_->sync());
  }
  Result<void> cut(const std::string& name, std::size_t size) override {
    return store_->cut(name, size);
  }
  Result<void> put(const std::string& name, std::string_view bytes) override {
    return store_->put(name, bytes);
  }
  Result<void> remove(const std::string& name) override { return store_->remove(name); }

 private:
  Result<void> write_late() {
    const auto late = std::exchange(late_, {});
    return late.second.empty() ? Result<void>() : store_->write_at(late.first, late.second);
  }
  Result<void> told(Result<void> result) const {
    return lie_ == Lie::hidden_error ? Result<void>() : result;
  }

  std::unique_ptr<Store> store_;
  Lie lie_;
  std::pair<std::size_t, std::string> late_;
};

inline std::unique_ptr<engine::journal::Store> with_lie(
    std::unique_ptr<engine::journal::Store> store, Lie lie) {
  if (lie == Lie::none) return store;
  return std::make_unique<LyingStore>(std::move(store), lie);
}

}  // namespace tntc::reliability
