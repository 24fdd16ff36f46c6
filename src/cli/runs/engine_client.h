#pragma once

#include <optional>
#include <string>

#include "cli/runs/place.h"
#include "cli/world.h"

namespace tntc::cli::runs {

// The engine that serves a workflow on this machine, over its HTTP API.
class EngineClient {
 public:
  // `unavailable` when none runs there, with what to do. The token is that of the workflow's
  // secrets, or of `secrets` (--secrets).
  static Result<EngineClient> connect(const World& world, const Place& place,
                                      const std::optional<std::string>& secrets);

  // The body of an answer of the 2xx; an error as the engine tells it otherwise. `path` begins with
  // a slash and is a URL's already.
  Result<std::string> ask(const std::string& method, const std::string& path,
                          std::optional<std::string> body = std::nullopt) const;

 private:
  EngineClient(std::string url, std::string token)
      : url_(std::move(url)), token_(std::move(token)) {}

  std::string url_;
  std::string token_;  // empty: none
};

// `text` as one part of a path or a query.
std::string percent_encoded(std::string_view text);

}  // namespace tntc::cli::runs
