#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "config/keys.h"

namespace tntc::config {

// One config.yaml as it was read.
struct ConfigFile {
  struct Entry {
    std::string value;
    std::string place;  // "~/.tentacular/config.yaml:2:12"
  };
  std::string path;  // as shown
  std::array<std::optional<Entry>, kKeys.size()> entries = {};

  const std::optional<Entry>& entry(Key key) const {
    return entries[static_cast<std::size_t>(key)];
  }
};

struct ParsedConfig {
  ConfigFile file;
  std::vector<Diagnostic> diagnostics;  // with an error among them the file says nothing
};

// Pure; `path` is for the places. An empty file says nothing, and is in order. Unknown keys are
// warnings.
ParsedConfig parse_config(std::string_view text, const std::string& path);

}  // namespace tntc::config
