#include "worker/arguments.h"

#include <charconv>
#include <string_view>

namespace tntc::worker {
namespace {

bool number_after(std::string_view argument, std::string_view name, std::size_t& value) {
  if (!argument.starts_with(name)) return false;
  argument.remove_prefix(name.size());
  const auto [end, error] =
      std::from_chars(argument.data(), argument.data() + argument.size(), value);
  return error == std::errc() && end == argument.data() + argument.size();
}

}  // namespace

std::optional<WorkerOptions> parse_arguments(std::span<char* const> arguments) {
  WorkerOptions options;
  std::size_t slots = 0;
  for (const char* const one : arguments) {
    const std::string_view argument = one;
    constexpr std::string_view kDirectory = "--directory=";
    if (number_after(argument, "--heap=", options.limits.heap_per_run)) continue;
    if (number_after(argument, "--max-output=", options.limits.max_output)) continue;
    if (number_after(argument, "--max-log-line=", options.limits.max_log_line)) continue;
    if (number_after(argument, "--slots=", slots)) continue;
    if (argument == "--require-walls") {
      options.require_walls = true;
    } else if (argument.starts_with(kDirectory)) {
      options.directory = argument.substr(kDirectory.size());
    } else {
      return std::nullopt;
    }
  }
  if (slots > 0) options.limits.max_slots = static_cast<int>(slots);
  options.runs = io::Fd(3);
  options.control = io::Fd(4);
  options.bundle = io::Fd(5);
  options.powers = io::Fd(6);
  return options;
}

}  // namespace tntc::worker
