#include "cli/settings.h"

#include <utility>

namespace tntc::cli {
namespace {

Result<void> refuse_errors(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& found : diagnostics)
    if (found.severity == Severity::error)
      return fail_at(ErrorKind::invalid, where(found), found.message, found.hint);
  return {};
}

}  // namespace

Result<Configuration> read_configuration(const World& world, const std::string& directory,
                                         config::Sources sources) {
  Configuration read;
  const std::string home(ui::value_of(world.environment, "HOME"));
  TNTC_TRY(read.files, config::load(home, absolute(world, directory)));
  TNTC_CHECK(refuse_errors(read.files.diagnostics));
  sources.variables = &world.environment;
  sources.user = read.files.user ? &*read.files.user : nullptr;
  sources.project = read.files.project ? &*read.files.project : nullptr;
  TNTC_TRY(read.settings, config::resolve(sources));
  read.warnings = read.files.diagnostics;
  return read;
}

}  // namespace tntc::cli
