#include "cli/commands.h"

#include <algorithm>

#include "cli/bundle/bundle_command.h"
#include "cli/completion/completion.h"
#include "cli/configure/configure.h"
#include "cli/dev/dev.h"
#include "cli/explain/explain.h"
#include "cli/help/help.h"
#include "cli/init/init.h"
#include "cli/run/run.h"
#include "cli/runs/runs.h"
#include "cli/secrets/secrets.h"
#include "cli/test/test_command.h"
#include "cli/validate/validate.h"
#include "cli/version/version.h"
#include "cli/visualize/visualize.h"
#include "ui/suggest.h"

namespace tntc::cli {

std::span<const Command> commands() {
  static const Command kTable[] = {
      init::command(),       validate::command(), visualize::command(), run::command(),
      dev::command(),        runs::command(),     explain::command(),   test::command(),
      bundle::command(),     secrets::command(),  configure::command(), version::command(),
      completion::command(), help::command(),
  };
  return kTable;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

const Command* find_command(std::string_view name) {
  const auto table = commands();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Command& c) { return c.name == name; });
  return found == table.end() ? nullptr : &*found;
}

Error unknown_command(std::string_view word) {
  const std::string near = ui::nearest(word, command_names());
  return {ErrorKind::invalid,
          "unknown command `" + std::string(word) + "`",
          {},
          near.empty() ? "`tntc help` lists the commands" : "did you mean `" + near + "`?"};
}

}  // namespace tntc::cli
