#pragma once

#include <csignal>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tntc::cli::init {

// A directory that is filled out of sight, beside its place, and appears there whole or not at all.
// Ctrl-C waits until it is published or removed.
class Staging {
 public:
  // `target` is an absolute path in a directory that exists.
  static Result<Staging> make(const std::string& target);
  Staging(Staging&& other) noexcept;
  Staging& operator=(Staging&&) = delete;
  ~Staging();

  Result<void> write(const std::string& path, std::string_view text);

  // `conflict` when something that is not an empty directory stands at the target.
  Result<void> publish();

 private:
  Staging(std::string target, std::string path, sigset_t mask_before)
      : target_(std::move(target)), path_(std::move(path)), mask_before_(mask_before) {}

  std::string target_;
  std::string path_;  // empty once published or moved from
  sigset_t mask_before_;
  bool holds_signals_ = true;
};

}  // namespace tntc::cli::init
