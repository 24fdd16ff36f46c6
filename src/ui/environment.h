#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tntc::ui {

// The environment variables a command was given; nothing below main asks the process itself.
using Environment = std::map<std::string, std::string, std::less<>>;

// The value of a variable, or empty when it is not set: what programs must treat alike.
inline std::string_view value_of(const Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace tntc::ui
