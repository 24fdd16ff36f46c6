#include <charconv>

#include "cli/flags/syntax.h"

namespace tntc::cli::flags {

Take into(std::string& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Take into(std::optional<std::string>& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Take into(std::optional<Milliseconds>& target) {
  return [&target](const std::string& value) -> Result<void> {
    TNTC_TRY(target, parse_duration(value));
    return {};
  };
}

Take into(bool& target) {
  return [&target](const std::string&) -> Result<void> {
    target = true;
    return {};
  };
}

Take into(std::vector<std::string>& target) {
  return [&target](const std::string& value) -> Result<void> {
    target.push_back(value);
    return {};
  };
}

Take into_port(std::uint16_t& target) {
  return [&target](const std::string& value) -> Result<void> {
    const char* end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, target);
    if (error != std::errc() || stopped != end) {
      return fail(ErrorKind::invalid, "`" + value + "` is not a port",
                  "write a number from 0 to 65535; 0 takes any free port");
    }
    return {};
  };
}

}  // namespace tntc::cli::flags
