#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret_text.h"

namespace tntc::secrets {

// Where to look; docs/secrets.md has the rules.
struct Places {
  std::string directory;            // of the workflow, absolute
  std::string shown;                // how the user wrote it; for messages
  std::optional<std::string> only;  // --secrets: this file or directory, absolute, and nothing else
  std::string only_shown;
  std::string mounted;  // a mounted Kubernetes Secret, "/app/secrets"; empty: none
};

struct Service {
  std::string name;
  std::vector<std::string> sources;  // "wf/.secrets/github", the strongest last
  bool is_placeholder = false;       // one of its values was never filled in (placeholder.h)
};

struct Loaded {
  SecretText json;                // ctx.secrets: an object, by service
  std::vector<Service> services;  // sorted by name
};

// Reads every source and merges them. A source that is not there is empty; one that is there and
// cannot be understood fails the whole, with `where` at the place. No error holds a value.
Result<Loaded> load(const Places& places);

}  // namespace tntc::secrets
