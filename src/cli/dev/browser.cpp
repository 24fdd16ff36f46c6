#include "cli/dev/browser.h"

#include "io/process.h"

namespace tntc::cli::dev {
namespace {

// Leaves the browser behind at once: it may go on for as long as it likes.
constexpr const char* kDetach = "/usr/bin/setsid";
constexpr Milliseconds kPatience{2'000};

bool has_desktop(const ui::Environment& environment) {
  return !ui::value_of(environment, "DISPLAY").empty() ||
         !ui::value_of(environment, "WAYLAND_DISPLAY").empty();
}

}  // namespace

void open_in_browser(const World& world, const std::string& url) {
  if (!has_desktop(world.environment)) return;
  io::Command command{
      .program = kDetach, .arguments = {"--fork", "xdg-open", url}, .deadline = kPatience};
  for (const auto& [name, value] : world.environment) {
    command.environment.push_back(name + '=' + value);
  }
  // A desktop without a browser is no reason not to serve; the URL stands on the terminal.
  static_cast<void>(io::run(command));
}

}  // namespace tntc::cli::dev
