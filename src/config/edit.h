#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/keys.h"

namespace tntc::config {

struct Change {
  Key key;
  std::optional<std::string> value;  // nothing: the key goes
};

// The text of a config.yaml with the changes made in it and every other byte as it was: comments,
// order, unknown keys. Pure. `conflict` when that cannot be done, `invalid` when the text is not in
// order; the text is then to be changed by hand.
Result<std::string> edited(std::string text, std::span<const Change> changes,
                           const std::string& path);

}  // namespace tntc::config
