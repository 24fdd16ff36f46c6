#pragma once

#include <map>
#include <string>
#include <utility>

#include "cli/dev/run_line.h"
#include "engine/engine.h"

namespace tntc::cli::dev {

// Where the nodes of runs in flight failed, gathered from their log lines: the result of a run
// holds messages only.
class FailureSites {
 public:
  using Sites = std::map<std::string, std::string>;  // by node

  void see(const engine::LogLine& line) {
    std::string site = site_of(line);
    if (!site.empty()) of_run_[line.run][line.node] = std::move(site);
  }

  // Those of a run that has ended; they are forgotten.
  Sites take(const std::string& run) {
    auto found = of_run_.extract(run);
    return found.empty() ? Sites() : std::move(found.mapped());
  }

 private:
  std::map<std::string, Sites> of_run_;
};

}  // namespace tntc::cli::dev
