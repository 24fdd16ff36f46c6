#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace tntc::reliability {

// What a program of this folder says: a line per claim, and at its end "N passed, N failed".
class Claims {
 public:
  void check(const std::string& claim, bool holds, const std::string& detail = {}) {
    ++(holds ? passed_ : failed_);
    fmt::print("{} {} - {}{}\n", holds ? "ok" : "not ok", passed_ + failed_, claim,
               holds || detail.empty() ? "" : "\n  " + detail);
    std::fflush(stdout);
  }
  // The exit code.
  int end() const {
    fmt::print("{} passed, {} failed\n", passed_, failed_);
    return failed_ == 0 ? 0 : 1;
  }

 private:
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace tntc::reliability
